"""What a person reads while and after files are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.reports import load_lines
from local.talk import lines_of_progress, problem_error

REPORT = {
    "load_id": "20240301-101500-abcdef",
    "dry_run": False,
    "files": [
        {"name": "s.csv", "table": "sales", "rows": 1234, "recognised": {"order_id": "Invoice"}, "ignored": ["x"]}
    ],
    "tables": [{"table": "sales", "read": 1234, "loaded": 1200, "known": 30, "rejected": 4}],
    "rejected": [{"table": "sales", "reason": "no date", "rows": 4, "example": "s.csv, line 7: 'soon'"}],
    "excluded": [{"reason": "fee", "rows": 2, "net_amount": {"amount": "-12345.60", "currency": "GBP"}}],
    "net_amount": {"amount": "1234567.89", "currency": "GBP"},
    "notes": ["parts of 2 orders are missing"],
}


def test_a_report_says_what_was_recognised_loaded_rejected_and_excluded() -> None:
    lines = load_lines(REPORT, Path("rejected.csv"))

    assert lines == [
        "load 20240301-101500-abcdef",
        "s.csv: 1,234 rows for sales",
        "  recognised: order_id from Invoice",
        "  not used: x",
        "table   read  = loaded  + known  + rejected",
        "sales  1,234     1,200       30           4",
        "rejected, sales: no date: 4 rows, the first: s.csv, line 7: 'soon'",
        "rejected rows, with line and reason: rejected.csv",
        "net total loaded, before exclusions: 1,234,567.89 GBP",
        "in the ledger, but no sales: fee: 2 rows, -12,345.60 GBP",
        "note: parts of 2 orders are missing",
    ]


@pytest.mark.parametrize(("amount", "shown"), [("-0.50", "-0.50 GBP"), ("0.00", "0.00 GBP"), ("1000", "1,000 GBP")])
def test_small_and_whole_amounts_keep_their_sign_and_form(amount: str, shown: str) -> None:
    report = {**REPORT, "net_amount": {"amount": amount, "currency": "GBP"}, "excluded": []}

    assert f"net total loaded, before exclusions: {shown}" in load_lines(report, None)


def test_many_columns_are_wrapped_and_none_is_lost() -> None:
    columns = {f"field_{number}": f"Column {number}" for number in range(40)}
    file = {"name": "s.csv", "table": "sales", "rows": 1, "recognised": columns, "ignored": []}

    lines = load_lines({**REPORT, "files": [file]}, None)

    text = " ".join(line.strip() for line in lines)
    assert all(f"{field} from {column}" in text for field, column in columns.items())
    assert max(map(len, lines)) <= 100


def test_progress_is_silent_for_what_takes_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    show = lines_of_progress()

    show("reading", 1, 3)
    show("loading", 1, 3)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("status", "code"), [(400, 1), (409, 1), (422, 1), (500, 4), (503, 4)])
def test_a_problem_ends_a_command_by_whose_fault_it_is(status: int, code: int) -> None:
    problem = {"title": "No", "detail": "Because.", "errors": [{"field": "mapping", "message": "is empty"}]}

    error = problem_error(problem, status)

    assert error.code == code
    assert error.message == "No"
    assert error.details == ("Because.", "mapping: is empty")
