"""What members of the first day did, against the shop; the lift of exports; movement; what the service was worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from shared.contracts.generated.segments_answers import Movement, Performance, SegmentsValue

if TYPE_CHECKING:
    from conftest import Service

MARCH = "from=2026-03-01&to=2026-03-31"
FIRST = date(2026, 3, 1)
DAY = timedelta(days=1)


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
def shop(service: Service) -> Service:
    """Two VIPs on the first day, one who becomes one by buying, one who was one, and a guest."""
    service.member("anna", "vip", date(2026, 2, 1), tags="was-loyalist")
    service.member("ben", "vip", date(2026, 2, 1), date(2026, 3, 20))
    service.member("ben", "at-risk", date(2026, 3, 20))
    service.member("cleo", "regular", date(2026, 2, 1), date(2026, 3, 11))
    service.member("cleo", "vip", date(2026, 3, 11))
    service.member("dora", "vip", date(2026, 1, 1), FIRST)
    service.member("dora", "inactive", FIRST)
    first_days = [("anna", date(2025, 5, 1)), ("ben", date(2025, 5, 1)), ("cleo", date(2025, 8, 1)), ("dora", FIRST)]
    service.fill("customer_first_days", [{"customer_id": each, "first_date": day} for each, day in first_days])
    service.bought("anna", FIRST, "60.00", "20.00")
    service.bought("anna", date(2026, 3, 31), "40.00")
    service.bought("cleo", date(2026, 3, 10), "900.00", "300.00")
    service.bought(None, date(2026, 3, 5), "1000.00")
    service.bought("anna", date(2026, 2, 28), "5000.00")
    return service


def test_members_are_those_of_the_first_day_whatever_they_became(shop: Service) -> None:
    answer = shop.get(f"/vip/performance?{MARCH}")

    Performance.model_validate(answer)
    members = answer["segment"]
    # Cleo's 900 made her a VIP: counting them would be looking ahead. Dora was one until the day before.
    assert (members["customers"], members["purchasers"], members["orders"]) == (2, 1, 2)
    assert members["net_sales"] == euros("100.00")
    assert members["net_sales_per_customer"] == {**euros("50.00"), "numerator": euros("100.00"), "denominator": 2}
    assert members["repeat_rate"] == {"value": 0.5, "numerator": 1, "denominator": 2}
    assert members["average_order_value"]["amount"] == "50.00"
    assert members["margin"] == euros("40.00")
    assert members["cost_coverage"] == {"value": 0.6, "numerator": euros("60.00"), "denominator": euros("100.00")}
    assert answer["members_of"] == "2026-03-01"


def test_beside_them_stand_all_customers_and_the_whole_shop(shop: Service) -> None:
    answer = shop.get(f"/vip/performance?{MARCH}")

    assert (answer["all_customers"]["customers"], answer["all_customers"]["net_sales"]) == (4, euros("1000.00"))
    assert (answer["shop"]["net_sales"], answer["shop"]["orders"]) == (euros("2000.00"), 4)
    assert (answer["shop"]["customers"], answer["shop"]["reasons"]["customers"]) == (None, "guests_cannot_be_counted")
    # Of three who had bought before March two bought in it.
    assert answer["shop"]["repeat_rate"] == {"value": pytest.approx(2 / 3), "numerator": 2, "denominator": 3}
    assert answer["share_of_net_sales"] == {
        "value": 0.05,
        "numerator": euros("100.00"),
        "denominator": euros("2000.00"),
    }


def test_a_tag_is_a_group_too(shop: Service) -> None:
    assert shop.get(f"/tag:was-loyalist/performance?{MARCH}")["segment"]["customers"] == 1


def test_a_group_without_members_has_no_averages(shop: Service) -> None:
    figures = shop.get(f"/loyalist/performance?{MARCH}")["segment"]

    assert (figures["customers"], figures["net_sales"]) == (0, euros("0.00"))
    assert figures["net_sales_per_customer"] is figures["repeat_rate"] is figures["average_order_value"] is None
    assert figures["reasons"] == {
        "margin": "no_sales",
        "cost_coverage": "no_sales",
        "net_sales_per_customer": "no_customers",
        "repeat_rate": "nobody_had_bought_before",
        "average_order_value": "no_orders",
    }


def test_before_the_first_refresh_nobody_knows_who_was_a_member(shop: Service) -> None:
    answer = shop.get("/vip/performance?from=2025-12-31&to=2026-01-31")

    assert answer["segment"] is answer["all_customers"] is answer["share_of_net_sales"] is None
    assert answer["reasons"]["segment"] == "membership_not_known_then"
    assert (answer["lift"], answer["reasons"]["lift"]) == (None, "never_exported")


def test_without_the_scope_margins_are_not_told(shop: Service) -> None:
    answer = shop.get(f"/vip/performance?{MARCH}", role="marketer")

    assert [answer[part]["margin"] for part in ("segment", "all_customers", "shop")] == [None] * 3
    assert answer["segment"]["reasons"] == {"margin": "needs_margin_read"}
    assert shop.get("/value", role="marketer")["reasons"]["measured.margin"] == "needs_margin_read"


@pytest.mark.parametrize(
    ("asked", "said"),
    [("from=2026-03-01", "is missing beside from"), ("from=2026-03-02&to=2026-03-01", "is before from")],
)
def test_days_that_make_no_sense_are_refused(shop: Service, asked: str, said: str) -> None:
    for path in ("/vip/performance", "/movement", "/value"):
        answer = shop.call(f"{path}?{asked}")
        assert (answer.status_code, said in answer.text) == (400, True)


def test_what_nobody_knows_is_not_found(shop: Service) -> None:
    assert shop.call(f"/nobody/performance?{MARCH}").status_code == 404


def export(service: Service, export_id: str, moment: datetime, share: float, group: str = "at-risk") -> None:
    row = {"export_id": export_id, "target": "mailchimp", "group_id": group, "state": "done", "kind": "once"}
    service.fill("exports", [{**row, "hold_out_share": share, "requested_at": moment}])


def sent(
    service: Service, export_id: str, moment: datetime, arms: dict[str, list[str]], group: str = "at-risk"
) -> None:
    rows = [
        {"export_id": export_id, "customer_id": each, "group_id": group, "action": action, "sent_at": moment}
        for action, customers in arms.items()
        for each in customers
    ]
    service.fill("export_audit", rows)


@pytest.fixture
def exported(service: Service) -> Service:
    """900 exported on 2 March and 100 held out: every second exported one buys for 20, every fourth held out."""
    moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
    treated, control = [f"t{n:03}" for n in range(900)], [f"c{n:03}" for n in range(100)]
    export(service, "e1", moment, 0.1)
    sent(service, "e1", moment, {"added": treated[:-10], "rejected": treated[-10:], "held_out": control})
    buyers = treated[::2] + control[::4]
    order = {"gross_sales": Decimal(20), "net_sales": Decimal(20), "orders": 1}
    costs = {"net_sales_with_cost": Decimal(20), "cost": Decimal(15), "costed": 1}
    days = {"local_date": date(2026, 3, 9), "ordered_local_date": date(2026, 3, 9)}
    service.fill("daily_customer_sales", [{**days, **order, **costs, "customer_id": each} for each in buyers])
    return service


def test_a_lift_is_told_when_everybodys_days_are_over(exported: Service) -> None:
    lift = exported.get("/at-risk/performance")["lift"]

    assert (lift["exported"], lift["held_out"], lift["rejected"], lift["since"]) == (900, 100, 10, "2026-03-02")
    assert (lift["waiting_exported"], lift["waiting_held_out"]) == (0, 0)
    money = lift["net_sales"]
    assert (money["exported"]["amount"], money["held_out"]["amount"]) == ("10.00", "5.00")
    assert (money["difference"], money["verdict"]) == (euros("5.00"), "higher")
    # Welch by hand: variances 100.11 of 900 and 75.76 of 100, error 0.932, t(131.6) 1.978.
    assert (money["low"], money["high"]) == (euros("3.16"), euros("6.84"))
    assert lift["margin"]["difference"] == euros("1.25")
    assert lift["conversion"]["exported"] == {"value": 0.5, "numerator": 450, "denominator": 900}
    assert lift["conversion"]["difference"] == 0.25
    # Power by hand: (1.960 + 0.842) x 0.932 / 5 = 0.522; 100 x (0.522 / 0.1)^2.
    assert money["least_told"] == pytest.approx(0.5223, abs=2e-4)
    assert money["needed"] == pytest.approx(2729, abs=3)
    assert money["customers_left"] == money["needed"] - 100
    assert (money["days_left"], money["reasons"]["days_left"]) == (None, "nobody_joins")


def test_until_the_days_are_over_it_says_when(service: Service) -> None:
    moment = datetime(2026, 3, 20, 10, tzinfo=UTC)
    export(service, "e1", moment, 0.05)
    sent(service, "e1", moment, {"added": [f"t{n}" for n in range(60)], "held_out": [f"c{n}" for n in range(40)]})

    lift = service.get("/at-risk/performance")["lift"]

    assert (lift["exported"], lift["waiting_exported"], lift["waiting_held_out"]) == (0, 60, 40)
    money = lift["net_sales"]
    assert (money["difference"], money["verdict"], money["reasons"]["difference"]) == (None, "too_early", "too_early")
    # The thirtieth held out, the fewest an interval is told of, joined on 20 March: told on the 29th day after.
    assert (money["days_left"], money["customers_left"]) == (17, 0)


def test_an_export_without_a_hold_out_cannot_be_told(service: Service) -> None:
    export(service, "e1", datetime(2026, 2, 1, tzinfo=UTC), 0.0)
    sent(service, "e1", datetime(2026, 2, 1, tzinfo=UTC), {"added": ["t1"]})

    answer = service.get("/at-risk/performance")

    assert (answer["lift"], answer["reasons"]["lift"]) == (None, "no_hold_out")


def test_worth_is_what_was_measured_apart_from_what_is_supposed(exported: Service) -> None:
    moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
    export(exported, "e2", moment, 0.0, "vip")
    sent(exported, "e2", moment, {"added": [f"v{n}" for n in range(10)]}, "vip")

    answer = exported.get(f"/value?{MARCH}")

    SegmentsValue.model_validate(answer)
    measured, estimated = answer["measured"], answer["estimated"]
    assert (measured["exported"], measured["held_out"]) == (900, 100)
    assert measured["net_sales"]["amount"] == euros("4500.00")  # 900 x 5.00
    assert measured["margin"]["amount"] == euros("1125.00")
    assert measured["purchases"]["amount"] == 225.0
    assert [(each["segment_id"], each["reason"]) for each in measured["groups"]] == [
        ("at-risk", None),
        ("vip", "no_hold_out"),
    ]
    assert estimated["without_hold_out"]["customers"] == 10
    assert estimated["without_hold_out"]["net_sales"]["amount"] == euros("50.00")
    assert estimated["bought_after"] == {"customers": 910, "purchasers": 450, "net_sales": euros("9000.00")}
    told = {(each["action"], each["reason"]): each["members"] for each in measured["actions"]}
    assert told == {("added", None): 900, ("held_out", None): 100, ("rejected", None): 10}


def test_what_ended_in_other_days_is_worth_nothing_in_these(exported: Service) -> None:
    answer = exported.get("/value?from=2026-02-01&to=2026-03-29")

    assert answer["measured"]["net_sales"]["amount"] is None
    assert answer["reasons"]["measured.net_sales"] == "nobodys_days_ended"


def test_movement_is_a_matrix_with_flows_that_add_up(shop: Service) -> None:
    answer = shop.get("/movement?from=2026-02-15&to=2026-03-31")

    Movement.model_validate(answer)
    pairs = {(each["from_segment"], each["to_segment"]): each["customers"] for each in answer["items"]}
    assert pairs == {("vip", "vip"): 1, ("vip", "at-risk"): 1, ("regular", "vip"): 1, ("vip", "inactive"): 1}
    vip = next(each for each in answer["segments"] if each["segment_id"] == "vip")
    assert (vip["at_start"], vip["at_end"], vip["left"], vip["new"]) == (3, 2, 2, 1)
    assert [each["segment_id"] for each in answer["segments"]] == ["vip", "at-risk", "inactive", "regular"]


def test_movement_from_before_the_first_refresh_is_unknown_and_not_everybody_new(shop: Service) -> None:
    answer = shop.get("/movement?from=2025-12-01&to=2026-03-31")

    assert (answer["items"], answer["known_from"]) == ([], "2026-01-01")
    assert answer["reasons"]["items"] == "membership_not_known_then"
    assert shop.call("/movement?from=2026-03-01&to=2026-04-02").status_code == 400


@pytest.mark.parametrize("path", ["/at-risk/performance", "/movement", "/value"])
def test_each_is_a_file_too_and_is_not_made_twice(exported: Service, path: str) -> None:
    exported.member("t001", "at-risk", date(2026, 1, 1))
    as_json, as_file = exported.call(path), exported.call(f"{path}.csv")

    lines = as_file.text.splitlines()
    assert len({line.count(",") for line in lines}) == 1
    assert len(lines) > 1
    held: dict[str, Any] = {"headers": {"If-None-Match": as_json.headers["ETag"]}}
    assert exported.call(path, **held).status_code == 304
    assert exported.call(path, role="storefront").status_code == 403


def test_a_lift_is_explained_by_its_formulas_and_by_every_query_that_made_it(exported: Service) -> None:
    exported.member("t001", "at-risk", date(2026, 1, 1))

    answer = exported.get("/at-risk/performance?explain=1")

    explain = answer["explain"]
    assert answer["lift"]["formulas"].items() <= explain["definitions"].items()
    # Those asked at the same time, in threads of their own, are among them.
    asked = {"membership_days", "shop_performance", "group_performance", "lift_joining", "lift_sums"}
    assert {each["name"] for each in explain["queries"]} == asked
