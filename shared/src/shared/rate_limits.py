"""How often somebody may ask: a token bucket for each key or address, in the memory of this process.

Each instance counts for itself: with n instances a caller gets at most n times the rate. Why no library:
`shared/decisions`, "How often a caller may ask".
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_KEPT = 50_000  # buckets: 11 MB; whoever asked longest ago is forgotten first, which gives him a full bucket


class RateLimit:
    """`rate` a second, and `burst` at once after a pause. Safe to use from any thread."""

    def __init__(
        self, rate: float, burst: float, *, most_kept: int = MOST_KEPT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if rate <= 0 or burst < 1:
            raise ValueError("a rate is above zero, and a burst at least one")
        self._rate = rate
        self._burst = burst
        self._most_kept = most_kept
        self._clock = clock
        self._lock = Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left, and since when

    def wait(self, who: str, cost: float = 1.0) -> int:
        """0 when `who` may go on, which is counted; else after how many seconds to ask again, which is not.

        What costs more than a full bucket may go on when that is full, and leaves a debt.
        """
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(who, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            missing = min(cost, self._burst) - left
            allowed = missing <= 0
            self._keep(who, left - cost if allowed else left, now)
        return 0 if allowed else max(1, math.ceil(missing / self._rate))

    def exceeded(self, who: str, cost: float = 1.0) -> bool:
        """Whether `who` is over the rate; counted either way, so that who goes on so fast stays over it.

        The debt is at most one burst: after a pause of twice the time that a burst takes, all is forgotten.
        """
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(who, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate) - cost
            self._keep(who, max(left, -self._burst), now)
        return left < 0

    def _keep(self, who: str, left: float, now: float) -> None:
        self._buckets[who] = (left, now)
        if len(self._buckets) > self._most_kept:
            self._buckets.popitem(last=False)

    def __len__(self) -> int:
        """How many buckets are kept."""
        return len(self._buckets)


def client_address(remote: str | None, forwarded_for: str | None, trusted_proxies: int) -> str:
    """Who asks, as a rate counts them: an IPv4 address, or the /64 that one customer of a provider has of IPv6.

    Each of our `trusted_proxies` wrote one address at the end of X-Forwarded-For; the first of these is the caller's,
    and what stands before it anybody can have written. Without a readable address it is "unknown".
    """
    chain = [one.strip() for one in (forwarded_for or "").split(",") if one.strip()]
    text = chain[-trusted_proxies] if 0 < trusted_proxies <= len(chain) else (remote or "")
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
