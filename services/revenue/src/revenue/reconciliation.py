"""Every cent between the files, the ledger, and net sales on both bases, by named cause. No table is read here.

A step begins with one total and ends with the next; its lines add up to the difference, exactly. Each line is counted
by itself and none is the rest of the others: what is left over would show as `unexplained`, and nothing should be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from shared.money import amount_text

Step = Literal["files_to_ledger", "ledger_to_accounting", "accounting_to_order"]
Row = Mapping[str, Any]
Answer = dict[str, Any]

ZERO = Decimal(0)
MERCHANDISE = "merchandise"
CSV_HEADER = ("step", "cause", "detail", "amount", "rows", "reason")
DEFINITIONS: Mapping[str, str] = {
    "files_to_ledger": "known_already: rows that were there before (detail: the load that brought them); rejected: rows"
    " that could not be taken (detail: why), with their amount where it can be read; replaced_by_events: lines of"
    " orders that events told since (detail: the load of those events); currency_conversion: foreign"
    " amounts at face value become the shop's currency; currency_rounding: what rounding to nine places adds to that;"
    " outside_days: lines of these files that happened on other days, or after as_of; not_from_files: lines that came"
    " as events; unexplained: load_audit and the ledger differ.",
    "ledger_to_accounting": "Lines that are no sales, taken off: test orders, and what is no merchandise by line type.",
    "accounting_to_order": "..._dated_elsewhere: what happened on other days to orders of these days;"
    " ..._of_other_days: what happened on these days to orders of other days, taken off.",
}


_CAUSES = {"known": "known_already", "rejected": "rejected", "replaced": "replaced_by_events"}  # by outcome


@dataclass(frozen=True, slots=True)
class Line:
    """What one cause adds; `amount` is None where the rows' amount is not kept."""

    step: Step
    cause: str
    amount: Decimal | None
    rows: int
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    amount: Decimal = ZERO
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The four totals and what lies between them."""

    files: Total
    ledger: Total
    net_sales_accounting: Total
    net_sales_order: Total
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Sum:
    """A sum under way."""

    amount: Decimal = ZERO
    rows: int = 0
    kept: bool = field(default=True)  # whether every row's amount is

    def add(self, row: Row, amount: Decimal | None) -> None:
        self.rows += row["row_count"]
        if amount is None:
            self.kept = False
        else:
            self.amount += amount


def reconciled(lines: Sequence[Row], loads: Sequence[Row], files: Sequence[Row], currency: str) -> Reconciliation:
    """From the rows of reconciled_lines.sql, reconciled_loads.sql and reconciled_files.sql.

    `loads` are those of `files` and of `lines` that happened on the days.
    """
    happened = [row for row in lines if row["happened"]]
    sales = [row for row in lines if row["reason"] == MERCHANDISE]
    return Reconciliation(
        files=_files(loads, files),
        ledger=_total(happened),
        net_sales_accounting=_total(row for row in sales if row["happened"]),
        net_sales_order=_total(row for row in sales if row["ordered"]),
        lines=(*_to_ledger(happened, loads, files, currency), *_to_accounting(happened), *_to_order(sales)),
    )


def _total(rows: Iterable[Row]) -> Total:
    found = _Sum()
    for row in rows:
        found.add(row, row["net_amount"])
    return Total(found.amount, found.rows)


def _files(loads: Iterable[Row], files: Sequence[Row]) -> Total:
    """What the files hold: the loaded rows at face value, and the others as far as their amount is kept."""
    ours = {row["load_id"] for row in files}
    held = sum((row["amount"] or ZERO for row in files if row["outcome"] not in ("read", "replaced")), start=ZERO)
    face = sum((row["original_amount"] - row["net_amount"] for row in loads if row["load_id"] in ours), start=ZERO)
    return Total(held + face, sum(row["row_count"] for row in files if row["outcome"] == "read"))


def _to_ledger(happened: Sequence[Row], loads: Sequence[Row], files: Sequence[Row], currency: str) -> Iterator[Line]:
    ours = {row["load_id"] for row in files}
    yield from _left_out(files)
    mine = [row for row in loads if row["load_id"] in ours]
    yield from _converted(mine, currency)
    audited = _total_loaded(files)
    ledger = _total(mine)
    if (ledger.amount, ledger.rows) != (audited.amount, audited.rows):
        yield Line("files_to_ledger", "unexplained", ledger.amount - audited.amount, abs(ledger.rows - audited.rows))
    inside = _total(row for row in happened if row["load_id"] in ours)
    if ledger.rows != inside.rows:
        yield Line("files_to_ledger", "outside_days", inside.amount - ledger.amount, ledger.rows - inside.rows)
    others = _total(row for row in happened if row["load_id"] not in ours)
    if others.rows:
        yield Line("files_to_ledger", "not_from_files", others.amount, others.rows)


def _left_out(files: Iterable[Row]) -> Iterator[Line]:
    """Rows that were read and are not in the ledger by these loads."""
    found: defaultdict[tuple[str, str, bool], _Sum] = defaultdict(_Sum)
    for row in files:
        if row["outcome"] in _CAUSES:
            found[row["outcome"], row["reason"], row["amount"] is None].add(row, row["amount"])
    for (outcome, detail, _), left in sorted(found.items()):
        cause = _CAUSES[outcome]
        # In the total of the files is what is kept, so that is what has to come off.
        yield Line("files_to_ledger", cause, -left.amount if left.kept else None, left.rows, detail)


def _converted(loads: Iterable[Row], currency: str) -> Iterator[Line]:
    conversion: dict[str, _Sum] = defaultdict(_Sum)
    rounding = _Sum()
    for row in loads:
        if row["currency"] != currency:
            conversion[row["currency"]].add(row, row["converted_amount"] - row["original_amount"])
            rounding.add(row, row["net_amount"] - row["converted_amount"])
        elif row["net_amount"] != row["original_amount"]:  # the shop's own currency at a rate that is not 1
            conversion[row["currency"]].add(row, row["net_amount"] - row["original_amount"])
    for name, found in sorted(conversion.items()):
        yield Line("files_to_ledger", "currency_conversion", found.amount, found.rows, name)
    if rounding.amount:
        yield Line("files_to_ledger", "currency_rounding", rounding.amount, rounding.rows)


def _total_loaded(files: Iterable[Row]) -> Total:
    """What the loads brought and still have."""
    signs = {"loaded": 1, "replaced": -1}
    loaded = [(signs[row["outcome"]], row) for row in files if row["outcome"] in signs]
    amount = sum((sign * (row["amount"] or ZERO) for sign, row in loaded), start=ZERO)
    return Total(amount, sum(sign * row["row_count"] for sign, row in loaded))


def _to_accounting(happened: Iterable[Row]) -> Iterator[Line]:
    excluded: dict[str, _Sum] = defaultdict(_Sum)
    for row in happened:
        if row["reason"] != MERCHANDISE:
            excluded[row["reason"]].add(row, -row["net_amount"])
    for reason, found in sorted(excluded.items()):
        yield Line("ledger_to_accounting", reason, found.amount, found.rows)


def _to_order(sales: Iterable[Row]) -> Iterator[Line]:
    moved: dict[str, _Sum] = defaultdict(_Sum)
    for row in sales:
        if row["ordered"] and not row["happened"]:
            moved[f"{row['kind']}s_dated_elsewhere"].add(row, row["net_amount"])
        elif row["happened"] and not row["ordered"]:
            moved[f"{row['kind']}s_of_other_days"].add(row, -row["net_amount"])
    for cause, found in sorted(moved.items()):
        yield Line("accounting_to_order", cause, found.amount, found.rows)


def exact(amount: Decimal, currency: str) -> dict[str, str]:
    """The contract's Money without rounding: the currency's digits, and more where there are more."""
    text, whole = amount_text(amount, currency), f"{amount.normalize():f}"
    return {"amount": text if Decimal(text) == amount else whole, "currency": currency}


def line_answer(line: Line, currency: str) -> Answer:
    """The contract's ReconciliationLine."""
    answer: Answer = {"step": line.step, "cause": line.cause, "amount": None, "rows": line.rows}
    if line.detail is not None:
        answer["detail"] = line.detail
    if line.amount is None:
        return answer | {"reason": "amount_not_kept"}
    return answer | {"amount": exact(line.amount, currency)}


def total_answer(total: Total, currency: str) -> Answer:
    """The contract's ReconciledTotal."""
    return {"amount": exact(total.amount, currency), "rows": total.rows}


def file_answers(files: Iterable[Row], currency: str) -> list[Answer]:
    """The contract's list of ReconciledFile, from the rows of reconciled_files.sql."""
    rows: dict[tuple[str, str, str | None], Counter[str]] = defaultdict(Counter)
    amounts: dict[tuple[str, str, str | None], Decimal] = {}
    for row in files:
        key = (row["load_id"], row["source"], row["file_name"])
        rows[key][row["outcome"]] += row["row_count"]
        if row["outcome"] == "loaded" and row["amount"] is not None:
            amounts[key] = amounts.get(key, ZERO) + row["amount"]
    return [
        {
            "load_id": key[0],
            "source": key[1],
            "file": key[2],
            **{outcome: counted[outcome] for outcome in ("read", "loaded", "known", "rejected")},
            "amount": exact(amounts[key], currency) if key in amounts else None,
        }
        for key, counted in rows.items()
    ]


def csv_row(line: Answer) -> list[object]:
    """One line as a row under CSV_HEADER; empty where there is nothing to say."""
    amount = line["amount"]["amount"] if line["amount"] else None
    return [line["step"], line["cause"], line.get("detail"), amount, line["rows"], line.get("reason")]
