"""What names an answer: everything it is made of, so that nothing kept ever has to be taken away."""

from __future__ import annotations

from hashlib import sha256

from recommendations_v2.questions import Asked, Seen
from shared.shop import Shop

PREFIX = "recommendations-v2/list/"  # of the keys of answers in the cache


def answer_name(asked: Asked, seen: Seen, shop: Shop, seconds: float) -> str:
    """An ETag, and after PREFIX a key of the cache. An event of that person, or a new version, makes another one.

    Who was erased is nobody to the build at once, so what was kept of them is answered no more. After `seconds` there
    is another one, too: what is kept longer is never answered, not even while it is made anew. Where these end differs
    between people, so that not all lists are made anew at once.
    """
    engine, assignment, customer = seen.engine, seen.assignment, asked.person.customer_id
    who = sha256(asked.person.asked.encode(errors="surrogatepass"))
    offset = int.from_bytes(who.digest()[:4]) / 2**32 * seconds
    parts = (
        asked.person.asked,
        asked.surface,
        asked.product,
        asked.limit,
        sorted(asked.exclude),
        (assignment.experiment_id, assignment.arm, assignment.variant, assignment.model),
        (seen.moment.cart, seen.moment.key),
        (engine.version, customer is not None and engine.knows_customer(customer)) if engine else None,
        (seen.rules.rules.version, seen.rules.span(seen.at)),
        seen.alerts.version,
        (sorted(seen.reasons.items()), seen.is_provisional),
        (shop.data, shop.currency, shop.time_zone),
        int((seen.at.timestamp() + offset) // seconds) if seconds else seen.at.timestamp(),
    )
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()
