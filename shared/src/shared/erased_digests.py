"""Digests under a key of customers who were erased: what pure modules and statements are given of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any


def digest(secret: str, customer_id: str) -> str:
    """As the statement of `Erased`; 64 hexadecimal digits."""
    return sha256(secret.encode() + customer_id.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Erased:
    """Some erased customers. Statements take both parts, `WHERE
    TO_HEX(SHA256(CONCAT(@erasure_secret, customer_id))) IN UNNEST(@erased)`; explanations leave the secret out.
    """

    digests: frozenset[str] = frozenset()
    secret: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.digests)

    def covers(self, customer_id: str | None) -> bool:
        """Whether a customer is one of them."""
        return customer_id is not None and bool(self.digests) and digest(self.secret, customer_id) in self.digests

    def since(self, before: Erased) -> Erased:
        """Those that were not among them before."""
        return Erased(self.digests - before.digests, self.secret)

    @property
    def parameters(self) -> dict[str, Any]:
        """As a statement takes them."""
        return {"erased": sorted(self.digests), "erasure_secret": self.secret}


NOBODY = Erased()
