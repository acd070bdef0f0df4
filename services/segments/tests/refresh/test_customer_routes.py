"""The list, the members of a group and one customer, as each role may see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from segments import groups
from segments.export_desk import Outlet
from segments.export_run import do_export
from segments.masking import masked_email, masked_name, masked_phone
from segments.members import Eyes
from segments.use_cases_exports import Asked, ask_export, read_export
from segments.use_cases_members import lines
from shared.contracts.generated.segments_answers import CustomerDetail, MemberPage, SegmentList
from shared.contracts.problems import ProblemError
from shared.warehouse import WarehouseError


@pytest.fixture
def asked(shop: Any, ask: Callable[..., Any]) -> Any:
    """Anna, Ben and Zoe, who are VIPs, and Cleo, who is new."""
    shop.puts(anna="vip", ben="vip", Zoe="vip", cleo="new")
    shop.child.tags = {"anna": "loyalist", "cleo": "loyalist,was-vip"}
    shop.child.facts = {
        "anna": {
            "net_sales": Decimal("100.50"),
            "margin": Decimal(40),
            "gross_sales": Decimal(120),
            "discounts": Decimal("19.50"),
            "value_realised": Decimal("40.00"),
            "value_predicted_12m": Decimal("12.00"),
            "lifetime_value": Decimal("52.00"),
            "value_basis": "gross_margin",
            "rfm": "545",
            "r_score": 5,
            "f_score": 4,
            "m_score": 5,
            "purchase_days": 7,
            "first_day": date(2025, 3, 1),
            "last_day": date(2026, 2, 27),
            "days_since_last": 2,
        },
    }
    shop.knows("anna", email="anna@example.org", phone="+44 1632 960961", first_name="Anna", last_name="Lee")
    shop.knows("ben", marketing_consent="unsubscribed")
    shop.knows("cleo", email=None)
    shop.refresh()
    return ask(shop)


def test_before_the_first_refresh_the_list_says_what_is_missing(shop: Any, ask: Callable[..., Any]) -> None:
    told = ask(shop).get("/list").get_json()
    assert told["items"] == []
    assert told["reasons"] == {"refresh": "not_computed_yet"}
    assert told["missing"][0]["what"] == "segments"
    assert ask(shop).get("/vip/customers").get_json()["items"] == []
    assert ask(shop).get("/customers/anna").status_code == 404


def test_before_the_first_refresh_nobody_is_in_a_segment_and_nothing_is_exported(
    shop: Any, ask: Callable[..., Any]
) -> None:
    page = ask(shop).get("/vip/customers").get_json()
    assert (page["items"], page["total"]) == ([], 0)
    outlet = Outlet(shop.desk, {})
    export_id = ask_export(outlet, Asked("csv", "vip", 0.0), "mia", None)["export_id"]
    do_export(outlet, read_export(shop.desk, export_id), lambda *_: None, lambda: False)
    told = read_export(shop.desk, export_id)
    assert told.state == "failed"
    assert told.error == "No customer has been put into a segment yet: refresh the segments, then export"


def test_the_list_has_every_segment_its_share_and_whom_one_may_write_to(asked: Any) -> None:
    told = asked.get("/list").get_json()
    SegmentList.model_validate(told)
    items = {item["segment_id"]: item for item in told["items"]}
    assert list(items) == ["prospect", "new", "vip", "loyalist", "at-risk", "inactive", "regular"]
    assert (items["vip"]["customers"], items["vip"]["contactable"]) == (3, 1)
    assert items["vip"]["share"] == {"value": 0.75, "numerator": 3, "denominator": 4}
    assert items["vip"]["net_sales"] == {"amount": "100.50", "currency": "GBP"}
    assert (items["new"]["contactable"], items["regular"]["customers"]) == (0, 0)
    assert items["vip"]["change"] is None  # membership is not a week old
    assert sum(item["share"]["value"] for item in items.values()) == 1
    assert told["missing"] == [
        {"what": "rfm", "why": "Too few", "have": 3, "need": 50, "enough_on": "2026-06-01"},
    ]
    assert told["refresh"]["monetary_basis"] == "gross_margin"
    tags = {item["segment_id"]: item["customers"] for item in asked.get("/list?kind=tag").get_json()["items"]}
    assert (tags["tag:loyalist"], tags["tag:was-vip"], tags["tag:vip"]) == (2, 1, 0)


def test_members_come_in_pages_that_neither_repeat_nor_miss_anybody(asked: Any) -> None:
    first = asked.get("/vip/customers?limit=2").get_json()
    MemberPage.model_validate(first)
    assert [item["customer_id"] for item in first["items"]] == ["Zoe", "anna"]  # by bytes
    assert first["total"] == 3
    rest = asked.get(f"/vip/customers?limit=2&cursor={first['next_cursor']}").get_json()
    assert [item["customer_id"] for item in rest["items"]] == ["ben"]
    assert rest["next_cursor"] is None
    assert asked.get(f"/new/customers?cursor={first['next_cursor']}").status_code == 400  # of another list
    assert asked.get("/vip/customers?cursor=nonsense").status_code == 400
    tagged = asked.get("/tag:loyalist/customers").get_json()
    assert [item["customer_id"] for item in tagged["items"]] == ["anna", "cleo"]
    assert asked.get("/nobodys/customers").get_json()["type"].endswith("no-such-segment")
    assert asked.get("/cluster:none/customers").status_code == 404
    assert asked.get("/affinity:none/customers").status_code == 404


def test_personal_data_are_shown_to_who_may_see_them_and_masked_for_others(asked: Any) -> None:
    (shown,) = [item for item in asked.get("/vip/customers").get_json()["items"] if item["customer_id"] == "anna"]
    assert (shown["email"], shown["last_name"]) == ("anna@example.org", "Lee")
    answer = asked.get("/vip/customers", role="service")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["is_masked"] is True
    for place in ("/vip/customers", "/vip/customers.csv", "/customers/anna"):
        text = asked.get(place, role="service").get_data(as_text=True)
        assert "a***@***.org" in text
        assert not [private for private in ("anna@", "960961", "Lee", "Anna") if private in text]
        assert asked.get(place, role="buyer").status_code == 403  # no customers:read


def test_margin_is_shown_only_with_its_scope(asked: Any) -> None:
    for role, margin in (("marketer", None), ("owner", "40.00")):
        told = asked.get("/customers/anna", role=role).get_json()
        CustomerDetail.model_validate(told)
        customer = told["customer"]
        assert (customer["margin"] and customer["margin"]["amount"]) == margin
        assert (customer["lifetime_value"] is None) == (margin is None)  # it is made of margin here
        assert (customer["reasons"].get("lifetime_value") == "needs_margin_read") == (margin is None)
        assert customer["net_sales"]["amount"] == "100.50"
        for place in ("/list", "/vip/customers", "/vip/performance", "/movement", "/value", "/clusters", "/affinities"):
            answer = asked.get(place, role=role).get_json()
            assert (answer["refresh"]["cuts"]["monetary"] is None) == (margin is None), place
            assert (answer["reasons"].get("refresh.cuts.monetary") == "needs_margin_read") == (margin is None), place
    assert customer["discount_share"] == {
        "value": 0.1625,
        "numerator": {"amount": "19.50", "currency": "GBP"},
        "denominator": {"amount": "120.00", "currency": "GBP"},
    }
    assert customer["refund_share"]["value"] == 0
    assert (customer["rfm"], customer["tags"]) == ("545", ["loyalist"])
    assert customer["reason"]
    assert told["history"] == [
        {"segment_id": "vip", "tags": ["loyalist"], "valid_from": "2026-03-02", "valid_to": None},
    ]


def test_somebody_whom_only_sales_name_is_there_without_an_address(asked: Any) -> None:
    told = asked.get("/customers/Zoe").get_json()["customer"]
    assert (told["email"], told["marketing_consent"], told["is_contactable"]) == (None, "never_asked", False)
    assert told["reasons"]["rfm"] == "no_purchase"
    assert asked.get("/customers/nobody").status_code == 404


def test_the_files_have_the_same_in_rows(asked: Any) -> None:
    def rows(path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(asked.get(path).get_data(as_text=True))))

    listed = {row["segment_id"]: row for row in rows("/list.csv")}
    assert (listed["vip"]["customers"], listed["vip"]["net_sales"]) == ("3", "100.50")
    members = rows("/vip/customers.csv")
    assert [row["customer_id"] for row in members] == ["Zoe", "anna", "ben"]
    assert members[1]["phone"] == "'+44 1632 960961"  # a spreadsheet takes it for no formula
    assert members[1]["tags"] == "loyalist"
    assert asked.get("/list", Accept="text/csv").mimetype == "text/csv"
    assert asked.get("/nobodys/customers.csv").status_code == 404


def test_a_file_is_of_one_refresh_or_breaks_off(shop: Any, asked: Any) -> None:  # noqa: ARG001 - it fills the shop
    eyes = Eyes(personal_data=True, margin=True)
    rows = lines(shop.desk, groups.group(shop.desk, "vip"), eyes)
    assert next(rows)[0] == "Zoe"
    shop.puts(anna="new", ben="new")
    shop.refresh("r2")
    assert [row[0] for row in rows] == ["anna", "ben"]
    rows = lines(shop.desk, groups.group(shop.desk, "vip"), eyes)
    assert next(rows)[0] == "Zoe"
    for name in ("r3", "r4"):
        shop.refresh(name)
    with pytest.raises(WarehouseError, match="is gone"):
        list(rows)


def test_an_answer_that_is_held_already_is_not_sent_again(shop: Any, asked: Any) -> None:
    for path in ("/list", "/vip/customers", "/customers/anna", "/settings"):
        held = asked.get(path).headers["ETag"]
        assert asked.get(path, **{"If-None-Match": held}).status_code == 304
    held = asked.get("/list").headers["ETag"]
    shop.next_day()
    shop.refresh("r2")
    assert asked.get("/list", **{"If-None-Match": held}).status_code == 200


def test_groups_are_asked_who_is_in_them(shop: Any, asked: Any) -> None:  # noqa: ARG001 - it fills the shop
    assert groups.is_member(shop.desk, "vip", ["anna", "cleo", "nobody"]) == {"anna"}
    assert groups.is_member(shop.desk, "tag:was-vip", ["anna", "cleo"]) == {"cleo"}
    assert groups.members(shop.desk, "vip", "anna", 10) == ["ben"]
    assert groups.group(shop.desk, "tag:was-vip").name == "Was VIP"
    with pytest.raises(ProblemError, match="no-such-segment"):
        groups.members(shop.desk, "tag:nobody", None, 10)


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("anna@example.org", "a***@***.org"),
        ("@example.co.uk", "***@***.uk"),
        ("anna@localhost", "***"),
        ("nonsense", "***"),
        ("", "***"),
        (None, None),
    ],
)
def test_of_an_address_only_its_ends_are_shown(email: str | None, shown: str | None) -> None:
    assert masked_email(email) == shown


def test_of_numbers_and_names_little_is_shown() -> None:
    assert [masked_phone(each) for each in ("+44 1632 960961", "12345", None)] == ["***61", "***", None]
    assert [masked_name(each) for each in ("Anna", "", None)] == ["A***", "***", None]
