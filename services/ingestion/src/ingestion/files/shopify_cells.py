"""What Shopify's cells mean, whichever export they stand in: identities that all exports agree on, yes and no, numbers.

No export holds what ties it to the others: orders name no product and no customer id, inventory and products no variant
id. So a product is known by its SKU, or by its name as orders write it, and a customer by a digest of the e-mail
address, or of the telephone number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

NOT_A_NUMBER = "not_a_number"
_NO_SKU = frozenset({"", "-"})
_GUARDED = re.compile(r"^'(?=[0-9+=@-])")  # the apostrophe that keeps a spreadsheet from making a number of a text
_NO_OPTION = "default title"  # the one variant of a product without options
_YES = frozenset({"yes", "true", "1"})
_DIGEST = 32  # hexadecimal digits, 128 bits: no two customers meet by chance
_CHANNELS = {"web": "online", "pos": "counter", "shopify_draft_order": "draft_order"}
_TEST = "bogus"  # Shopify's gateway for trying out: no money flows
_GIFT_CARD = re.compile(r"\bgift ?(?:card|voucher)\b", re.IGNORECASE)
_TIPS = frozenset({"tip", "tips", "gratuity"})
_PLAIN = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")  # the ledger holds fifteen digits and nine; more is no amount


def column_key(name: str) -> str:
    """A column's name without what layouts differ in: case, blanks, hyphens."""
    return " ".join(name.replace("-", " ").split()).casefold()


def bare(text: str | None) -> str | None:
    """A cell without the apostrophe that only guards it; null when nothing is left."""
    if text is None or text[:1] != "'":
        return text or None
    return _GUARDED.sub("", text) or None


def number(text: str | None) -> Decimal | None:
    """An amount or a count as Shopify writes them, with a point and without grouping. Raises ValueError for another."""
    if text is None:
        return None
    plain = bare(text) or ""
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def says_yes(text: str | None) -> bool:
    """Yes and true, in any case; an empty cell is no."""
    return text is not None and text.casefold() in _YES


def product_id(sku: str | None, name: str | None) -> str | None:
    """The SKU, or where there is none the name as orders write it."""
    plain = bare(sku) or ""
    return name if plain in _NO_SKU else plain


def variant_name(title: str | None, options: Iterable[str | None]) -> str | None:
    """A variant as orders write it: `Title`, or `Title - Red / XL`."""
    said = [option for option in options if option and option.casefold() != _NO_OPTION]
    if title is None:
        return None
    return f"{title} - {' / '.join(said)}" if said else title


def customer_id(email: str | None, phone: str | None) -> str | None:
    """`email-` or `phone-` and the first 32 hexadecimal digits of a SHA-256; null for a guest who gave neither."""
    if address := (email or "").strip().casefold():
        return f"email-{_digest(address)}"
    if digits := re.sub(r"[^0-9]", "", phone or "").removeprefix("00"):
        return f"phone-{_digest(digits)}"
    return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def channel_of(source: str | None) -> str | None:
    """The channel of an order by its source: Shopify's own three have our names, others keep theirs."""
    plain = (source or "").casefold()
    return _CHANNELS.get(plain, plain or None)


def is_test_gateway(names: str | None) -> bool:
    """Whether an order was paid by the gateway for trying out."""
    return _TEST in (names or "").casefold()


def line_type_of(name: str | None, sku: str | None, *, is_taxable: bool, ships: bool) -> str:
    """What a line item is: a tip and a gift card are neither taxed nor shipped."""
    if is_taxable or ships:
        return "merchandise"
    if (name or "").casefold() in _TIPS and bare(sku) is None:
        return "tip"
    return "gift_card" if _GIFT_CARD.search(name or "") else "merchandise"


def first_of(texts: Sequence[str | None]) -> str | None:
    """The first text that is there."""
    return next((text for text in texts if text), None)
