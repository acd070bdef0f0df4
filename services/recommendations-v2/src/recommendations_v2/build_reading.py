"""What the warehouse exported, as numbers: customers, products, places and moments (job: needs Arrow).

Customers are numbered in the order of their digests, so that an artefact finds them; after them come the guests, each
order a customer of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from recommendations_v2 import build_files as files
from recommendations_v2.clock import Clock
from recommendations_v2.ids import Digests, digests
from recommendations_v2.purchases import Flags, Floats, Looks, Purchases, Whole

_SEEN_ALL = 1.0  # of a piece of content that was opened and of which no progress is known: a look
_OPENED = 0.2


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class People:
    """Known customers, by number."""

    digest: Digests
    key: str  # that the digests are under

    @property
    def size(self) -> int:
        return len(self.digest)

    def places(self, column: pa.ChunkedArray) -> Whole:
        """The number of each id; -1 where it is null or bought nothing."""
        codes, ids = coded(column)
        if not len(ids):
            return np.full(len(codes), -1, np.int64)
        wanted = digests(ids, self.key)
        at = np.minimum(np.searchsorted(self.digest, wanted), max(self.size - 1, 0))
        found = np.where(self.digest[at] == wanted, at, -1) if self.size else np.full(len(wanted), -1)
        return np.where(codes < 0, -1, found[np.maximum(codes, 0)]).astype(np.int64)


@dataclass(frozen=True, slots=True, repr=False)  # as above
class Goods:
    """Products by number: those of the catalogue and those that were sold, in the order of their ids."""

    ids: pa.Array
    about: pa.Table  # a row each, nulls where the catalogue does not know it

    @property
    def size(self) -> int:
        return len(self.ids)

    def places(self, column: pa.ChunkedArray) -> Whole:
        """The number of each id; -1 where it is null or not known."""
        found = pc.index_in(column, value_set=self.ids)
        return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)

    def floats(self, name: str) -> Floats:
        """A column; NaN where it is not known."""
        return np.asarray(self.about[name].cast(pa.float64()).to_numpy(), np.float64)

    def flags(self, name: str, *, otherwise: bool) -> Flags:
        """A column of yes and no, and what null stands for."""
        return np.asarray(pc.fill_null(self.about[name], otherwise).to_numpy(), bool)


def table(folder: Path, name: str, texts: tuple[str, ...] = ()) -> pa.Table:
    """A file of the folder; `texts` are columns that are read as codes, which is ten times faster where they repeat."""
    return pq.read_table(folder / name, read_dictionary=list(texts))


def coded(column: pa.ChunkedArray) -> tuple[Whole, list[str]]:
    """A column of texts as codes, -1 where null, and the texts by code."""
    whole = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    if not whole.num_chunks:
        return np.zeros(0, np.int64), []
    codes = [
        np.asarray(pc.fill_null(chunk.indices, -1).to_numpy(zero_copy_only=False), np.int64) for chunk in whole.chunks
    ]
    return np.concatenate(codes), whole.chunk(whole.num_chunks - 1).dictionary.to_pylist()


def goods_of(folder: Path, sold: pa.ChunkedArray) -> Goods:
    """The catalogue, and what was sold without being in it."""
    known = table(folder, files.PRODUCTS)
    ids = pc.unique(pa.chunked_array([*known["product_id"].chunks, *_unique(sold)], pa.string()))
    ids = ids.take(pc.sort_indices(ids))
    rows = pc.index_in(ids, value_set=pa.chunked_array(known["product_id"].chunks, pa.string()).combine_chunks())
    return Goods(ids, known.take(rows))


def _unique(column: pa.ChunkedArray) -> Iterator[pa.Array]:
    for chunk in column.chunks:
        yield pc.unique(chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk).cast(pa.string())


def purchases_of(folder: Path, key: str) -> tuple[People, Goods, Whole]:
    """Customers, products, and each purchase's customer: guests' orders after the known ones."""
    codes, ids = coded(_bought(folder, "customer_id", text=True))
    known = digests(ids, key)
    order = np.argsort(known)
    number = np.empty(len(known), np.int64)
    number[order] = np.arange(len(known))
    customer, _ = coded(_bought(folder, "guest_order", text=True))
    customer += len(known)
    is_known = codes >= 0
    customer[is_known] = number[codes[is_known]]
    return People(known[order], key), goods_of(folder, _bought(folder, "product_id", text=True)), customer


def moments_of(folder: Path) -> Whole:
    """When each purchase was made."""
    return seconds(_bought(folder, "ordered_at"))


def _bought(folder: Path, name: str, *, text: bool = False) -> pa.ChunkedArray:
    """One column, so that no more than it is in memory beside what is made of it."""
    return pq.read_table(folder / files.PURCHASES, columns=[name], read_dictionary=[name] if text else [])[name]


def numbered(folder: Path, customer: Whole, at: Whole, goods: Goods, clock: Clock) -> Purchases:
    """Purchases in their order, by their customers and moments. A basket is what one customer bought at one moment."""
    order = np.argsort(customer << 33 | at, kind="stable")  # seconds since 1970 have 33 bits until 2242
    customer, at = customer[order], at[order]
    edge = np.ones(len(at), bool)
    edge[1:] = (customer[1:] != customer[:-1]) | (at[1:] != at[:-1])
    basket = np.cumsum(edge) - 1
    codes, ids = coded(_bought(folder, "product_id", text=True))
    product = codes[order]
    del codes  # a column of a large shop is a hundred megabytes
    if len(ids):
        product = goods.places(pa.chunked_array([pa.array(ids, pa.string())]))[product]
    # By product within a basket; two orders of one moment may hold the same one.
    first = np.unique(basket * max(goods.size, 1) + product, return_index=True)[1]
    order, customer, at = order[first], customer[first], at[first]
    basket, product = basket[first], product[first]
    del first
    place = coded(_bought(folder, "place", text=True))[0][order]
    paid = np.nan_to_num(np.asarray(_bought(folder, "paid").to_numpy(), np.float64))[order]
    return Purchases(customer, basket, product, at, clock.local(at), place, paid)


def looks_of(folder: Path, people: People, goods: Goods) -> tuple[Looks, pa.Table]:
    """What known customers looked at, by customer and moment; and the pieces of content with the products they show."""
    rows = table(folder, files.LOOKS, ("customer_id", "event", "product_id", "content_id"))
    content = table(folder, files.CONTENT)
    customer, at = people.places(rows["customer_id"]), seconds(rows["occurred_at"])
    event, events = coded(rows["event"])
    kinds = {name: event == code for code, name in enumerate(events)}
    nothing = np.zeros(len(event), bool)
    product, seen = goods.places(_texts(rows["product_id"])), kinds.get("product_view", nothing)
    carted = kinds.get("add_to_cart", nothing)
    direct = np.flatnonzero((seen | carted) & (product >= 0) & (customer >= 0))
    reading = np.flatnonzero(
        (kinds.get("content_view", nothing) | kinds.get("content_progress", nothing)) & (customer >= 0)
    )
    pieces, names = coded(content["content_id"])
    shown = goods.places(content["product_id"])
    piece = pc.fill_null(pc.index_in(_texts(rows["content_id"]), value_set=pa.array(names, pa.string())), -1)
    piece = np.asarray(piece.to_numpy(), np.int64)[reading]
    share = np.maximum(np.asarray(rows["progress"].to_numpy(), np.float64)[reading], _OPENED)
    order = np.argsort(pieces, kind="stable")
    start = np.searchsorted(pieces[order], np.arange(len(names) + 1))
    length = (
        np.where(piece >= 0, start[np.maximum(piece, 0) + 1] - start[np.maximum(piece, 0)], 0)
        if len(names)
        else piece * 0
    )
    begin = start[np.maximum(piece, 0)] if len(names) else piece
    inside = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    about = shown[order][np.repeat(begin, length) + inside] if len(names) else np.zeros(0, np.int64)
    read = np.repeat(reading, length)[about >= 0]
    share, about = np.repeat(np.minimum(share, _SEEN_ALL), length)[about >= 0], about[about >= 0]
    which = np.concatenate([direct, read])
    looks = Looks(
        customer[which],
        np.concatenate([product[direct], about]),
        at[which],
        np.concatenate([seen[direct].astype(float), np.zeros(len(read))]),
        np.concatenate([np.zeros(len(direct)), share]),
        np.concatenate([carted[direct].astype(float), np.zeros(len(read))]),
    )
    return looks.where(np.lexsort((looks.product, looks.at, looks.customer))), content


def seconds(column: pa.ChunkedArray) -> Whole:
    """Moments as whole seconds since 1970."""
    return np.asarray(column.cast(pa.timestamp("us")).to_numpy().astype("datetime64[s]"), "datetime64[s]").astype(
        np.int64
    )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def pylist(column: pa.ChunkedArray) -> list[Any]:
    """As Python's own values."""
    return list(_texts(column).to_pylist())
