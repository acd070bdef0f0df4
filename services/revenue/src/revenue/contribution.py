"""What moved net sales between two days: each part's share of it, split into volume, mix and rate that add up exactly.

For a part i with volume v (orders, or units) and net sales n, then (0) and now (1), over the whole V and N:

    rate      r_i  = n_i / v_i
    volume_i       = (V1 - V0) * s0_i * r0_i         all parts had grown alike (s_i = v_i / V)
    mix_i          = V1 * (s1_i - s0_i) * r0_i       this part grew more, or less, than the others
    rate_i         = v1_i * (r1_i - r0_i)            an order, or a unit, of it brought more, or less

The three add up to n1_i - n0_i, and over all parts to N1 - N0: to the last digit, since what rounding leaves goes to
the rate. A part that had no volume before has no rate before: its own rate now stands for it, and all of it is mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

_CENT = Decimal("0.01")  # amounts are told so; a currency without cents shows what it has


@dataclass(frozen=True, slots=True)
class Part:
    """Volume and net sales of one part, then and now."""

    name: str
    volume_then: Decimal
    net_then: Decimal
    volume_now: Decimal
    net_now: Decimal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a part adds to the difference; `volume + mix + rate == difference`."""

    name: str
    net_then: Decimal
    net_now: Decimal
    volume: Decimal
    mix: Decimal
    rate: Decimal

    @property
    def difference(self) -> Decimal:
        return self.net_now - self.net_then


def contributions(parts: Iterable[Part]) -> list[Contribution]:
    """What each part contributed, the greatest difference first, up or down."""
    all_parts = list(parts)
    then = sum((Fraction(part.volume_then) for part in all_parts), Fraction(0))
    now = sum((Fraction(part.volume_now) for part in all_parts), Fraction(0))
    found = [_contribution(part, then, now) for part in all_parts]
    return sorted(found, key=lambda each: (-abs(each.difference), each.name))


def _contribution(part: Part, then: Fraction, now: Fraction) -> Contribution:
    share_then = Fraction(part.volume_then) / then if then else Fraction(0)
    share_now = Fraction(part.volume_now) / now if now else Fraction(0)
    if part.volume_then:
        rate_then = Fraction(part.net_then) / Fraction(part.volume_then)
    elif part.volume_now:
        rate_then = Fraction(part.net_now) / Fraction(part.volume_now)
    else:
        rate_then = Fraction(0)
    volume = _cents((now - then) * share_then * rate_then)
    mix = _cents(now * (share_now - share_then) * rate_then)
    rest = (part.net_now - part.net_then) - volume - mix
    return Contribution(part.name, part.net_then, part.net_now, volume, mix, rest)


def _cents(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(_CENT, ROUND_HALF_EVEN)


def summed(found: Iterable[Contribution]) -> Mapping[str, Decimal]:
    """Difference, volume, mix and rate of all parts together."""
    total = {"difference": Decimal(0), "volume": Decimal(0), "mix": Decimal(0), "rate": Decimal(0)}
    for each in found:
        total["difference"] += each.difference
        total["volume"] += each.volume
        total["mix"] += each.mix
        total["rate"] += each.rate
    return total


def folded(found: list[Contribution], most: int, rest: str) -> list[Contribution]:
    """The `most` greatest, and all the others, with what is called so already, as one named `rest`; to the same sum."""
    named = [each for each in found if each.name != rest]
    shown = named if len(named) == len(found) <= most else named[: most - 1]
    others = [*named[len(shown) :], *(each for each in found if each.name == rest)]
    if not others:
        return shown
    return [
        *shown,
        Contribution(
            rest,
            sum((each.net_then for each in others), Decimal(0)),
            sum((each.net_now for each in others), Decimal(0)),
            sum((each.volume for each in others), Decimal(0)),
            sum((each.mix for each in others), Decimal(0)),
            sum((each.rate for each in others), Decimal(0)),
        ),
    ]
