"""Why an item is in the list: what every signal and rule added, which is the score to the last millionth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from recommendations_v2 import features
from recommendations_v2.habits import NEVER
from recommendations_v2.purchases import Floats, Matrix, Whole

BASIS, RULE = "basis", "rule"
FILLER = "filler"  # the reason of an item that no signal speaks for: it was the best of what was left
_ABOUT_THE_LIST = (features.CUSTOMER,)  # the same for every candidate of a visit: no reason for one of them
_PARTS = ("at night", "in the mornings", "around noon", "in the afternoons", "in the evenings", "late in the evening")
_OFTEN = 0.6  # of purchases in one part of the day: a habit
_ALONE = 3.0  # purchases before a share of them is one


class Model(Protocol):
    """A forest or logistic weights."""

    @property
    def basis(self) -> int: ...

    def scores(self, features: Matrix) -> Whole: ...

    def traced(self, features: Matrix) -> Whole: ...

    def scored(self, trace: Whole) -> Whole: ...

    def moved_by(self, trace: Whole) -> Whole: ...

    def contributions(self, features: Matrix) -> Whole: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Millionths of the score."""

    name: str
    family: str
    millionths: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Of one item; the parts' millionths add up to `score` exactly."""

    score: int
    parts: tuple[Part, ...]
    families: dict[str, int]
    reason: str


def explain(
    model: Model, table: Matrix, names: Sequence[str], families: Sequence[str], moved: Mapping[str, Whole]
) -> list[Explained]:
    """One for each row of the table; `moved` by the rules, in millionths, by row."""
    told = []
    for row, contribution in enumerate(model.contributions(table).tolist()):
        parts = [Part(BASIS, BASIS, model.basis)]
        parts += [Part(n, f, c) for n, f, c in zip(names, families, contribution, strict=True) if c]
        parts += [Part(name, RULE, int(values[row])) for name, values in moved.items() if values[row]]
        sums: dict[str, int] = {}
        for part in parts[1:]:
            sums[part.family] = sums.get(part.family, 0) + part.millionths
        told.append(Explained(sum(part.millionths for part in parts), tuple(parts), sums, _reason(sums)))
    return told


def reasons(sums: Whole, families: Sequence[str], moved: Whole) -> list[str]:
    """The reason of each row alone, as `explain` finds it, by what each family of `of_families` did and all rules did
    together.
    """
    names = [*of_families(tuple(families))[0], RULE]
    added = np.column_stack((sums, moved))
    added[:, [at for at, name in enumerate(names) if name in _ABOUT_THE_LIST]] = 0
    best = added.argmax(axis=1)  # of equal ones the first, as there
    return [names[at] if added[row, at] > 0 else FILLER for row, at in enumerate(best.tolist())]


@cache
def of_families(families: tuple[str, ...]) -> tuple[list[str], Floats]:
    """The different families, and (features, families) 1.0 where a feature belongs: whole numbers by it are exact."""
    names = list(dict.fromkeys(families))
    return names, np.array([[float(family == name) for name in names] for family in families])


def _reason(sums: Mapping[str, int]) -> str:
    """The family that added most, and something: what spoke against an item is no reason for it."""
    speaking = {family: added for family, added in sums.items() if added > 0 and family not in _ABOUT_THE_LIST}
    return max(speaking, key=lambda family: speaking[family]) if speaking else FILLER


def words(values: Mapping[str, float], reason: str, title: str) -> str:
    """For staff: what was seen, by the features' values of one item."""
    times, since = values.get("times", 0.0), values.get("days_since", NEVER)
    if times > 0 and reason in {features.HABIT, features.DUE, features.RHYTHM, features.SHELF}:
        often = f"because {title} was bought {times:.0f} time{'s' if times > 1 else ''}, last {since:.0f} days ago"
        usual = values.get("usual_gap", 0.0)
        due = f", usually every {usual:.0f} days" if reason == features.DUE and times > 1 else ""
        part = values.get("same_part", 0.0)
        here = reason == features.RHYTHM and part >= _OFTEN and times >= _ALONE
        return often + due + (f"; usually {_PARTS[int(values.get('hour_part', 0))]}" if here else "")
    plain = {
        features.SHELF: f"because products like {title} were bought",
        features.TOGETHER: f"because customers who buy the same also buy {title}",
        features.CART: f"because {title} goes with what is in the cart",
        features.OFFER: f"because {title} is on offer this week",
        features.TREND: f"because {title} sells more than it did",
        features.RHYTHM: f"because {title} sells at this time",
        features.PRICE: f"because the price of {title} is the usual one for this customer",
        features.VIEWS: f"because {title}, or what is looked at with it, was looked at lately",
        features.CONTENT: f"because an article or a video about {title} was seen",
        features.LEFT: f"because {title} was put into a cart and not bought",
        features.SEGMENT: f"because customers of the same segment buy {title} more than others do",
        features.SEASON: f"because {title} sold much more in these weeks of last year",
        features.NEW: f"because {title} is new",
        FILLER: f"because nothing spoke more for anything else than for {title}",
        RULE: f"because a rule of the shop puts {title} forward",
    }
    return plain.get(reason, f"because {title} is popular now")


def adds_up(told: Explained) -> bool:
    """Exactly, as whole numbers."""
    return int(np.sum([part.millionths for part in told.parts], dtype=np.int64)) == told.score
