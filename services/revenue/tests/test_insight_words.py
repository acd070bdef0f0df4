"""Sentences are built from checked numbers: each number in one is computed anew here from its fields."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from revenue.contribution import Part, contributions, folded, summed
from revenue.insight_models import discoveries, lower_tail, silence, upper_tail
from revenue.insight_words import KINDS, said
from revenue.worth import Forecast, before_and_after, error_avoided, together, wilson

DAY = date(2026, 3, 2)
AMOUNTS = {"net_sales", "expected", "low", "high", "refunds", "usual_net_sales"}
FIELDS: dict[str, dict[str, Any]] = {
    "sales_above": {"net_sales": 12345.6, "expected": 8000.0, "low": 7000.25, "high": 9000.5, "change_percent": 54},
    "sales_below": {"net_sales": -12.5, "expected": 8000.0, "low": 7000.25, "high": 9000.5, "change_percent": 100},
    "viral_product": {"title": "Tea", "orders": 1250, "usual_orders": 12.5, "times_usual": 100.0, "net_sales": 9999.99},
    "refund_wave": {"title": "Pan", "units_refunded": 51, "usual_units_refunded": 0.1, "times_usual": None}
    | {"refunds": 367.26},
    "data_gap": {"usual": 63.5, "usual_net_sales": 2114.79, "is_whole_day": True, "from_hour": 0, "to_hour": 19}
    | {"silent_days": 2},
    "web_gap": {"usual": 4735.0, "is_whole_day": False, "from_hour": 9, "to_hour": 14, "silent_days": 0},
    "bot_burst": {"sessions": 7858, "beyond": 4961, "online_orders": 43, "declared_bots": 2429}
    | {"from_hour": 2, "to_hour": 5},
    "orders_up": {"orders": 110, "usual_orders": 20.4, "change_percent": 439},
    "orders_down": {"orders": 7, "usual_orders": 26.6, "change_percent": 74},
    "refunds_up": {"units_refunded": 60, "usual_units_refunded": 12.3, "times_usual": 4.9, "refunds": 1400.0},
}
AFTER = {"measure": "days_as_usual", "days": 7, "at_least": 5}


def numbers(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_in_a_sentence_is_one_of_its_fields(kind: str) -> None:
    fields = FIELDS[kind]
    words = said(kind, "north", DAY, {"fields": fields, "prediction": AFTER}, None, currency="EUR")
    known = {
        Decimal(str(value)) if name in AMOUNTS else Decimal(str(round(value, 1)))
        for name, value in fields.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    in_sentence = numbers(words.what)
    allowed = known | {Decimal(DAY.day), Decimal(DAY.year)}
    assert in_sentence
    assert [each for each in in_sentence if each not in allowed] == []
    assert numbers(words.prediction) == [5, 7]


def test_a_sentence_is_what_an_owner_reads() -> None:
    body = {"fields": FIELDS["bot_burst"], "prediction": {"measure": "days_until_usual", "days": 3, "at_most": 3}}
    words = said("bot_burst", "the online shop", DAY, body, {"observed": 1, "is_hit": True}, currency="EUR")
    assert words.what == (
        "7,858 visits to the online shop were counted on Monday 2 March 2026, 4,961 of them beyond what is usual, most"
        " of them between 2 and 5 o'clock; 2,429 say they are robots. Its 43 orders are no more for it: it is in the"
        " web figures only, and rates per visit of this day mean nothing."
    )
    assert (words.prediction, words.became) == (
        "Within 3 days there is one without such a burst.",
        "It was so a day after it.",
    )


def test_a_hostile_title_is_only_a_title() -> None:
    fields = FIELDS["viral_product"] | {"title": "{orders} {0.__class__} <b>"}
    body = {"fields": fields, "prediction": AFTER}
    what = said("viral_product", "x", DAY, body, None, currency="EUR").what
    assert what.startswith("{orders} {0.__class__} <b> was in 1,250 orders")


def test_volume_mix_and_rate_add_up_exactly_whatever_the_parts() -> None:
    chance = random.Random(4)  # noqa: S311 - cases of a test
    for _ in range(300):
        parts = [
            Part(
                f"p{number}",
                Decimal(chance.choice([0, 0, 1, 7, chance.randint(1, 900)])) / 4,
                Decimal(chance.randint(-5_000, 900_000)) / 100,
                Decimal(chance.choice([0, 1, 5, chance.randint(1, 900)])),
                Decimal(chance.randint(-5_000, 900_000)) / 100,
            )
            for number in range(chance.randint(1, 12))
        ]
        found = contributions(parts)
        assert all(each.volume + each.mix + each.rate == each.difference for each in found)
        total = summed(folded(found, 4, "others"))
        assert total["difference"] == sum(part.net_now - part.net_then for part in parts)
        assert total["volume"] + total["mix"] + total["rate"] == total["difference"]


def test_mix_and_rate_are_told_apart() -> None:
    """Twice the orders, all of the growth at the dear place, whose orders bring a tenth less."""
    dear = Part("dear", Decimal(10), Decimal(1000), Decimal(30), Decimal(2700))
    cheap = Part("cheap", Decimal(10), Decimal(100), Decimal(10), Decimal(100))
    found = {each.name: each for each in contributions([dear, cheap])}
    assert (found["dear"].volume, found["dear"].mix, found["dear"].rate) == (1000, 1000, -300)
    assert (found["cheap"].volume, found["cheap"].mix, found["cheap"].rate) == (100, -100, 0)
    exact = Fraction(2700) - Fraction(1000)
    assert found["dear"].difference == exact


def test_a_count_is_as_surprising_as_its_distribution_says() -> None:
    # A negative binomial of mean 2 and dispersion 1 is geometric: P(Y >= k) = (2/3)^k.
    assert [float(upper_tail(k, 2.0, 1.0)) for k in (0, 1, 3)] == pytest.approx([1, 2 / 3, (2 / 3) ** 3])
    assert float(lower_tail(0, 2.0, 1.0)) == pytest.approx(1 / 3)
    assert silence(2.0, 1.0) == pytest.approx(1 / 3)
    assert np.all(np.diff(upper_tail(np.arange(50.0), 10.0, 4.0)) < 0)


def test_false_discoveries_are_held_down_over_all_that_was_looked_at() -> None:
    # Benjamini and Hochberg: of ten tests at 5 %, ranks 1 to 3 have bounds 0.005, 0.01 and 0.015.
    assert discoveries([0.2, 0.001, 0.014, 0.012], 10, 0.05) == [1, 2, 3]
    assert discoveries([0.2, 0.001, 0.014, 0.012], 1000, 0.05) == []


def test_worth_is_what_docs_value_says() -> None:
    gained = before_and_after([10.0, 20.0], [1.0, 3.0], less_is_better=True)
    # 2 days x (15 - 2) = 26, give or take 2 x 1.96 x sqrt(50 / 2 + 2 / 2).
    assert (gained.amount, gained.high) == (Decimal("26.00"), Decimal("45.99"))
    twice = together([gained, gained])
    assert (twice.amount, twice.high - twice.amount) == (Decimal("52.00"), Decimal("28.27"))
    days = [Forecast(10.0, 12.0, 11.0 + number % 2, is_inside=True) for number in range(14)]
    # Naive errs by 1 and 0, the forecast by 1 and 2: of 14 days, seven times 0 and seven times -2.
    assert error_avoided(days).amount == Decimal("-14.00")
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    with pytest.raises(ValueError, match="few"):
        before_and_after([1.0], [1.0], less_is_better=False)
    with pytest.raises(ValueError, match="few"):
        error_avoided(days[:13])


def test_a_day_is_told_with_its_weekday() -> None:
    body = {"fields": FIELDS["orders_up"], "prediction": AFTER}
    what = said("orders_up", "north", DAY + timedelta(days=29), body, None, currency="EUR").what
    assert what == "north had 110 orders on Tuesday 31 March 2026, 439 % more than the 20.4 to be expected."
