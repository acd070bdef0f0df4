"""What events make known of somebody: cart, views, content, orders; twice, swapped, before and after signing in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from recommendations_v2 import trail_entries
from recommendations_v2.state import NOTHING
from recommendations_v2.state_keys import customer_subject, dismissed_key, visitor_subject
from shared.cache.trails import Addition, TrailsError
from shared.cache.trails_in_redis import TrailsInRedis
from shared.cache.trails_in_store import TrailsInStore
from shared.testing import MemoryStore, plain_hashes


def test_a_visit_is_known_newest_first(online: Any) -> None:
    online.take(
        online.viewed("mug", 9, visitor_id="v"),
        online.viewed("tray", 8, visitor_id="v"),
        online.viewed("mug", 7, visitor_id="v"),
        online.put_in_cart("mug", 6, visitor_id="v"),
        online.put_in_cart("tray", 5, visitor_id="v"),
        online.engaged("how-we-glaze", 4, "0.75", visitor_id="v"),
        online.engaged("how-we-glaze", 3, "0.25", visitor_id="v"),
    )
    moment = online.visitor("v")

    assert moment.cart == ("tray", "mug")
    assert [product for product, _ in moment.views] == ["mug", "tray"]
    assert [(name, share) for name, _, share in moment.engaged] == [("how-we-glaze", 0.75)]
    assert not moment.stale


def test_events_may_come_twice_and_in_any_order(on_trails: Any) -> None:
    maker = on_trails()
    events = [
        maker.put_in_cart("mug", 9, "2", visitor_id="v", customer_id="c"),
        maker.put_in_cart("mug", 8, "-1", visitor_id="v", customer_id="c"),
        maker.put_in_cart("tray", 7, visitor_id="v", customer_id="c"),
        maker.ordered("o-1", 6, ["tray"], "c"),
        maker.ordered("o-1", 6, ["tray", "bowl"], "c", version=2),
    ]
    met = set()
    for order in permutations(events):
        online = on_trails()
        online.take(*order, order[0], order[2])
        moment = online.customer("c")
        assert moment.cart == ("mug",)  # the tray was bought
        assert {product for product, _ in moment.bought} == {"tray", "bowl"}
        met.add(moment.key)
    assert len(met) == 1


def test_what_is_taken_out_of_the_cart_is_gone_and_a_cart_owes_nothing(online: Any) -> None:
    online.take(
        online.put_in_cart("mug", 9, "-5", visitor_id="v"),
        online.put_in_cart("mug", 8, "1", visitor_id="v"),
        online.put_in_cart("tray", 7, "1", visitor_id="v"),
        online.put_in_cart("tray", 6, "-1", visitor_id="v"),
    )
    assert online.visitor("v").cart == ("mug",)


def test_an_order_that_was_cancelled_was_not_bought_and_tests_never_count(online: Any) -> None:
    online.take(online.ordered("o-1", 9, ["mug"], "c"), online.ordered("o-1", 9, [], "c", version=2))
    assert online.customer("c").bought == ()

    test_order = online.ordered("o-2", 9, ["tray"], "c")
    online.take(type(test_order)(**{**_fields(test_order), "data": {**test_order.data, "is_test": True}}))
    assert online.customer("c").bought == ()


def test_what_was_given_back_was_not_bought_whichever_is_told_first(on_trails: Any) -> None:
    maker = on_trails()
    events = [
        maker.ordered("o-1", 9, ["mug", "tray", "tray"], "c"),
        maker.ordered("o-2", 8, ["bowl"], "c"),
        maker.refunded("r-1", 3, "o-1", "mug", "tray"),
        maker.refunded("r-2", 2, "o-2", "bowl", quantity="0"),  # money alone came back
    ]
    for order in permutations(events):
        online = on_trails()
        online.take(*order, order[0])
        assert {product for product, _ in online.customer("c").bought} == {"tray", "bowl"}  # one tray of two was kept
    maker.take(*events, maker.refunded("r-3", 1, "o-1", "tray"))
    assert {product for product, _ in maker.customer("c").bought} == {"bowl"}


def test_what_was_given_back_and_bought_again_was_bought(online: Any) -> None:
    online.take(
        online.ordered("o-1", 9, ["mug"], "c"),
        online.refunded("r-1", 8, "o-1", "mug"),
        online.ordered("o-2", 7, ["mug"], "c"),
    )
    assert [product for product, _ in online.customer("c").bought] == ["mug"]


def _fields(event: Any) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("type", "source", "id", "time", "data")}


def test_every_event_of_somebody_makes_another_key_and_nobody_elses_does(online: Any) -> None:
    keys = [online.customer("c").key]
    for event in (
        online.viewed("mug", 9, customer_id="c"),
        online.put_in_cart("mug", 8, customer_id="c"),
        online.engaged("how-we-glaze", 7, "1", customer_id="c"),
        online.ordered("o-1", 6, ["mug"], "c"),
    ):
        online.take(event)
        keys.append(online.customer("c").key)
    assert len(set(keys)) == len(keys)

    online.take(online.viewed("mug", 9, customer_id="somebody else"), online.viewed("mug", 9, visitor_id="c"))
    assert online.customer("c").key == keys[-1]


def test_two_days_later_a_visit_is_over_and_what_is_dismissed_stays_away(online: Any) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    online.take(online.viewed("mug", 9, visitor_id="v"), online.put_in_cart("mug", 8, visitor_id="v"))
    online.state.dismiss(visitor_subject("v"), trail_entries.dismissed("tray", at))

    later = online.state.of(visitor_subject("v"), at + timedelta(hours=50))

    assert (later.views, later.cart, later.dismissed) == ((), (), {"tray"})


def test_who_looks_at_hundreds_of_products_keeps_the_cart(online: Any) -> None:
    online.take(online.put_in_cart("mug", 300, visitor_id="v"))
    online.take(*(online.viewed(f"p{number}", 299 - number, visitor_id="v") for number in range(250)))

    assert online.visitor("v").cart == ("mug",)


def test_who_signs_in_keeps_the_cart_of_his_browser(online: Any) -> None:
    online.take(online.put_in_cart("mug", 9, visitor_id="v"))
    assert online.customer("c").cart == ()

    online.take(online.viewed("tray", 8, visitor_id="v", customer_id="c"))

    assert online.customer("c").cart == ("mug",)
    assert online.visitor("v").cart == ("mug",)


def test_a_browser_that_two_share_gives_each_what_they_did_themselves(online: Any) -> None:
    online.take(
        online.put_in_cart("annas-mug", 9, visitor_id="v"),
        online.viewed("tray", 8, visitor_id="v", customer_id="anna"),
        online.put_in_cart("bens-bowl", 7, visitor_id="v"),
        online.viewed("tray", 6, visitor_id="v", customer_id="ben"),
        online.put_in_cart("bens-cup", 5, visitor_id="v"),
    )
    assert online.customer("anna").cart == ("annas-mug",)
    assert online.customer("ben").cart == ("bens-cup", "bens-bowl")


def test_a_later_moment_and_a_future_event_change_nothing_before(online: Any) -> None:
    online.take(online.viewed("mug", -60, visitor_id="v"), online.viewed("tray", -1, visitor_id="v"))

    assert [product for product, _ in online.visitor("v").views] == ["tray"]  # clocks may differ by minutes


def test_dismissed_stays_away_and_what_a_page_says_was_bought_counts(online: Any) -> None:
    subject, at = visitor_subject("v"), datetime(2026, 3, 2, 9, tzinfo=UTC)
    online.state.dismiss(subject, trail_entries.dismissed("mug", at - timedelta(days=900)))
    online.state.buy(subject, trail_entries.bought("f-1", at, "tray"))

    assert online.visitor("v").dismissed == {"mug"}
    assert online.visitor("v").bought == (("tray", at),)


def test_who_dismissed_more_than_is_kept_is_told_that_the_first_may_come_back(online: Any) -> None:
    subject, most = visitor_subject("v"), trail_entries.DISMISSED_EVER.most
    days = [datetime(2026, 3, 1, tzinfo=UTC) - timedelta(minutes=minutes) for minutes in range(most)]
    entries = [trail_entries.dismissed(f"p{number}", at) for number, at in enumerate(days)]
    key = dismissed_key(subject)
    online.state.record_all([Addition(key, entries[1:], trail_entries.DISMISSED_EVER)])
    assert (len(online.visitor("v").dismissed), online.visitor("v").forgets) == (most - 1, False)

    online.state.dismiss(subject, entries[0])
    assert (len(online.visitor("v").dismissed), online.visitor("v").forgets) == (most, True)


@pytest.mark.parametrize("subject", [None, "anonymous", "", "c-17"])
def test_nobody_in_particular_did_nothing(online: Any, subject: str | None) -> None:
    assert online.state.of(subject, datetime(2026, 3, 2, tzinfo=UTC)) == NOTHING


def test_an_erased_customer_leaves_nothing_here_and_does_not_come_back(on_trails: Any, online: Any) -> None:
    late = online.put_in_cart("mug", 1, visitor_id="v", customer_id="c")
    online.take(
        online.put_in_cart("tray", 9, visitor_id="v"), online.viewed("tray", 8, visitor_id="v", customer_id="c")
    )
    online.state.dismiss(customer_subject("c"), trail_entries.dismissed("bowl", late.occurred_at))
    other = on_trails(online.trails, online.secrets)
    online.state.forget("c")
    other.state.look()
    for process in (online, other):
        process.take(late)
        moment = process.customer("c")
        assert (moment.cart, moment.views, moment.dismissed) == ((), (), frozenset())
    assert online.visitor("v").cart == ("mug",)  # the browser goes on, of whoever sits there now


def test_what_is_remembered_of_an_erasure_gives_no_address_away(on_trails: Any) -> None:
    store = MemoryStore()
    online = on_trails(TrailsInStore(store))
    online.take(online.viewed("tray", 8, visitor_id="v-1", customer_id="anna@shop.example"))
    online.state.forget("anna@shop.example")
    online.trails.close()
    assert list(store.list("")) != []
    for name in ("anna@shop.example", "customer:anna@shop.example", "visitor:v-1"):
        assert plain_hashes(store, name) == []
    afterwards = on_trails(TrailsInStore(store), online.secrets)
    afterwards.state.look()
    assert afterwards.state.is_erased("anna@shop.example")


def test_all_browsers_of_a_customer_are_known_long_after_the_visit_is_over_until_they_are_erased(online: Any) -> None:
    a_month = 30 * 24 * 60
    online.take(
        online.viewed("tray", a_month, visitor_id="at-work", customer_id="c"),
        online.viewed("tray", a_month - 1, visitor_id="at-home", customer_id="c"),
        online.viewed("tray", 8, visitor_id="somebody-elses"),
    )
    assert set(online.state.browsers("c")) == {"at-work", "at-home"}
    online.take(online.ordered("o-1", 5, ["mug"], "c"))
    online.state.forget("c")
    online.take(online.refunded("r-1", 3, "o-1", "mug"), online.viewed("tray", 2, visitor_id="at-home"))
    assert online.state.browsers("c") == ()
    assert online.customer("c").bought == ()


def test_an_erasure_that_redis_does_not_confirm_is_tried_again(on_trails: Any) -> None:
    online = on_trails(TrailsInRedis("redis://127.0.0.1:1"))  # nobody listens there
    with pytest.raises(TrailsError):
        online.state.forget("c")
