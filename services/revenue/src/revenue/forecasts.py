"""From the rows of a forecast to an answer: days with intervals, how good it was, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from revenue.figures import money_ratio
from shared.money import money

LEAST_DAYS = 28  # of sales: each weekday four times, two weeks to learn from and two to see how far that errs
CHOICE_DAYS = 35  # of sales: in three weeks of forecasts the best method shows; in fewer the lucky one
YEAR_DAYS = 378  # of sales: a year and two weeks, as the method that knows the seasons needs
LEAST_SCORED = 14  # days told a day ahead: two weeks; a coverage of fewer says nothing
SCORED_DAYS = 91  # what was told is scored over the last so many days, as the methods are compared

SEASONAL_NAIVE, SAID = "seasonal_naive", "forecast"
LOCAL, BIGQUERY_ML = "local", "bigquery-ml"  # engines, as FORECAST_ENGINE has them
TIMESFM, ARIMA = "bigquery_timesfm", "bigquery_arima"

METHODS: Mapping[str, str] = {
    SEASONAL_NAIVE: "the last known day of the same weekday",
    "weekday_mean": "the mean of the last eight open days of the weekday",
    "weekday_level": "a level that follows the last weeks, times how a week is spread over its days",
    "calendar": "a regression on weekday, season, day of the month, holidays and promotions, with a level that moves",
    "last_year": "the same days a year ago, times how the last weeks compare with those a year before",
    "combined": "the mean of weekday_level, calendar and last_year, as far as there are days enough for each",
}
ENGINES: Mapping[str, str] = {
    TIMESFM: "TimesFM in BigQuery, a model of Google's that learned from other series and is not trained on these",
    ARIMA: "ARIMA_PLUS in BigQuery, trained every Sunday, with the holidays of the shop's country",
    LOCAL: "what the engine of this machine would have said, each day by the method that had been best until then",
}
INTERVALS = ("80", "95")
CSV_HEADER = (
    "local_date",
    "mean",
    "low_80",
    "high_80",
    "low_95",
    "high_95",
    "seasonal_naive",
    "holiday",
    "is_closed",
    "promotions",
    "sum_mean",
    "sum_low_80",
    "sum_high_80",
    "sum_low_95",
    "sum_high_95",
    "method",
    "made_on",
)

Row = Mapping[str, Any]  # of a query
Answer = dict[str, Any]


def known_days(first_day: date | None, last_full_day: date | None) -> int:
    """How many whole days of data there are."""
    return 0 if first_day is None or last_full_day is None else (last_full_day - first_day).days + 1


def needs(first_day: date | None, days: int) -> list[Answer]:
    """What the forecast cannot do yet for want of days, and on which morning it will."""
    wanted = (("forecast", LEAST_DAYS), ("choice_of_method", CHOICE_DAYS), ("seasons", YEAR_DAYS))
    return [
        {
            "what": what,
            "known_days": days,
            "needed_days": needed,
            "enough_on": None if first_day is None else (first_day + timedelta(days=needed)).isoformat(),
        }
        for what, needed in wanted
        if days < needed
    ]


def day_answer(row: Row, currency: str) -> Answer:
    """The contract's ForecastDay."""
    return {
        "date": row["local_date"].isoformat(),
        "net_sales": money(row["mean"], currency),
        **_intervals(row, "", currency),
        "seasonal_naive": money(row["seasonal_naive"], currency),
        "holiday": row["holiday"],
        "is_closed": row["is_closed"],
        "promotions": row["promotions"],
    }


def total_answer(rows: Sequence[Row], currency: str) -> Answer:
    """The contract's ForecastTotal, of all days together."""
    last = rows[-1]
    naive = sum((row["seasonal_naive"] for row in rows), Decimal(0))
    return {
        "from": rows[0]["local_date"].isoformat(),
        "to": last["local_date"].isoformat(),
        "net_sales": money(last["sum_mean"], currency),
        **_intervals(last, "sum_", currency),
        "seasonal_naive": money(naive, currency),
    }


def _intervals(row: Row, prefix: str, currency: str) -> Answer:
    return {
        f"interval_{name}": {end: money(row[f"{prefix}{end}_{name}"], currency) for end in ("low", "high")}
        for name in INTERVALS
    }


def accuracy_answer(row: Row, naive_error: Decimal, currency: str) -> Answer:
    """The contract's ForecastAccuracy, of the row that stands for what would have been, or was, said."""
    count = row["forecasts"]
    return {
        "from": row["first_day"].isoformat(),
        "to": row["last_day"].isoformat(),
        "forecasts": count,
        "wape": money_ratio(row["absolute_error"], row["actual"], currency),
        "seasonal_naive_wape": money_ratio(naive_error, row["actual"], currency),
        "bias": money_ratio(row["error"], row["actual"], currency),
        **{f"coverage_{name}": _share(row[f"covered_{name}"], count) for name in INTERVALS},
    }


def method_answers(rows: Iterable[Row], currency: str) -> list[Answer]:
    """The contract's ForecastMethod of every candidate, the best on the days compared first."""
    compared = [row for row in rows if row["method"] != SAID]
    naive = next((row["absolute_error"] for row in compared if row["method"] == SEASONAL_NAIVE), Decimal(0))
    return [
        {
            "method": row["method"],
            "what": METHODS.get(row["method"]) or ENGINES[row["method"]],
            "is_chosen": row["is_chosen"],
            "forecasts": row["forecasts"],
            "wape": money_ratio(row["absolute_error"], row["actual"], currency),
            "bias": money_ratio(row["error"], row["actual"], currency),
            "against_seasonal_naive": money_ratio(row["absolute_error"], naive, currency),
            "choice_wape": row["choice_wape"],
        }
        for row in sorted(compared, key=_wape)
    ]


def _wape(row: Row) -> Decimal:
    return Decimal(row["absolute_error"] / row["actual"] if row["actual"] else 0)


def _share(count: int, of: int) -> Answer | None:
    return {"value": count / of, "numerator": count, "denominator": of} if of else None


def sentence(answer: Answer) -> str:
    """The forecast in words; every number in it stands in the answer."""
    if answer["days"] is None:
        return _missing(answer)
    total, accuracy = answer["total"], answer["accuracy"]
    held = total["interval_80"]
    said = (
        f"From {total['from']} to {total['to']} net sales of {_words(total['net_sales'])} are to be expected,"
        f" in four of five such cases between {_words(held['low'])} and {_words(held['high'])}."
    )
    if accuracy is None or accuracy["wape"] is None:
        return f"{said} How good it is cannot be said yet: there are too few days to compare with."
    said += (
        f" On the days from {accuracy['from']} to {accuracy['to']} such forecasts were off by"
        f" {_percent(accuracy['wape'])} of net sales, and seasonal-naive ones by"
        f" {_percent(accuracy['seasonal_naive_wape'])};"
        f" {_percent(accuracy['coverage_80'])} of the days lay within the 80 % interval."
    )
    if any(need["what"] == "seasons" for need in answer["needs"]):
        said += " It does not know the seasons of a year yet."
    return said


def _missing(answer: Answer) -> str:
    reason = answer["reasons"]["days"]
    if reason == "not_enough_data":
        need = answer["needs"][0]
        due = "" if need["enough_on"] is None else f" It will be there on {need['enough_on']} if sales come every day."
        return f"A forecast needs {need['needed_days']} whole days of sales, and {need['known_days']} are known.{due}"
    if reason == "no_data":
        return f"No sales are loaded. Load some, and there will be a forecast when {LEAST_DAYS} days are known."
    if reason == "made_later":
        return "The forecast that stands was made after this moment; only that one is kept whole."
    return "No forecast was made yet: the job `forecast` makes it every night, and `shopsight jobs run` at once."


def _words(amount: Mapping[str, str]) -> str:
    return f"{amount['currency']} {amount['amount']}"


def _percent(ratio: Mapping[str, Any]) -> str:
    return f"{ratio['value']:.1%}".replace("%", " %")


def csv_rows(rows: Iterable[Row]) -> Iterator[list[object]]:
    """The days under CSV_HEADER; amounts as plain decimal text."""
    for row in rows:
        yield ["" if row[name] is None else _plain(row[name]) for name in CSV_HEADER]


def _plain(value: object) -> object:
    return f"{value:f}" if isinstance(value, Decimal) else value
