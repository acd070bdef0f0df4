"""What the digest says of seasons that come, of which nobody has measured yet how often such an alert is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from inventory_alerts.digest import Digest, Morning, compose
from inventory_alerts.recipients import Recipient
from inventory_alerts.slack_message import slack_message
from inventory_alerts.testing_digest import alert, morning
from inventory_alerts.views import AlertView

BUYER = Recipient(recipient_id="buyers", name="Buyers")


def season(name: str, **changed: Any) -> AlertView:
    """A season that begins in three weeks."""
    evidence = {"expected_units": 93.0, "baseline_units": 30.0}
    usual = {"severity": "watch", "is_push": False, "horizon_days": 28, "evidence": evidence}
    return alert(name, "seasonal_peak", **(usual | changed))


def told(this: Morning, recipient: Recipient = BUYER, before: Mapping[str, str] | None = None) -> Digest:
    return compose(this, recipient, before or {})


def test_a_season_that_comes_is_told_of_and_pushes_nothing() -> None:
    only = told(morning(season("Fairy lights")))
    assert only.headline == (
        "Nothing to act on today. To look at: the season of 1 product is ahead:"
        " Fairy lights (3.1 times as much a week by 6 July)."
    )
    assert only.lines == ()
    assert only.told == {"seasonal_peak-fairy-lights": ""}
    assert len(slack_message(only, "d-1", buttons=True)["blocks"]) == 1


def test_beside_other_news_it_is_one_sentence_below_the_answer() -> None:
    this = told(morning(alert("Blue mug"), season("Fairy lights")))
    assert this.headline == "1 item sells out by Thursday, £100 at risk."
    assert [line.name for line in this.lines] == ["Blue mug"]
    assert this.notes == (
        "To look at: the season of 1 product is ahead: Fairy lights (3.1 times as much a week by 6 July).",
    )


def test_the_next_morning_it_is_no_news_but_is_still_counted() -> None:
    first = told(morning(season("Fairy lights"), alert("Blue mug")))
    again = told(morning(season("Fairy lights"), alert("Blue mug")), before=first.told)
    assert again.headline == "No news: 1 item sells out by Thursday, £100 at risk."
    assert again.told == first.told
    other = told(morning(season("Fairy lights"), alert("Teapot")), before=first.told)
    assert other.notes == ("To look at: the season of 1 product is ahead.",)


def test_of_many_products_the_largest_are_named_and_the_rest_counted() -> None:
    seasons = [season(f"Bauble {number}", money_at_stake=Decimal(number)) for number in range(200)]
    elsewhere = season("Bauble 199", location_id="cork", alert_id="another")
    assert told(morning(*seasons, elsewhere)).headline.endswith(
        "the season of 200 products is ahead: Bauble 199 (3.1 times as much a week by 6 July), Bauble 198 (3.1 times as"
        " much a week by 6 July), Bauble 197 (3.1 times as much a week by 6 July) and 197 more."
    )


def test_what_is_not_known_of_it_is_left_out() -> None:
    bare = season("Fairy lights", evidence={"baseline_units": None}, horizon_days=None)
    assert told(morning(bare)).headline.endswith("is ahead: Fairy lights.")
    assert len(told(morning(season("x" * 5000))).headline) < 300


def test_it_is_told_to_whom_it_is_for() -> None:
    muted = replace(BUYER, muted_kinds=frozenset({"seasonal_peak"}))
    assert told(morning(season("Fairy lights")), muted).headline == "Nothing to act on today."
    elsewhere = replace(BUYER, locations=frozenset({"cork"}))
    assert told(morning(season("Fairy lights")), elsewhere).headline == "Nothing to act on today."


def test_a_season_whose_kind_was_measured_is_an_item_like_any_other() -> None:
    pushed = told(morning(season("Fairy lights", severity="act", is_push=True)))
    assert pushed.headline == "1 season about to begin."
    assert [line.says for line in pushed.lines] == ["its season is about to begin"]
    assert pushed.notes == ()
