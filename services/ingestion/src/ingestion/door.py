"""What ingestion works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from threading import Lock

from ingestion.inbox import Inbox, open_inbox
from ingestion.settings import Settings
from shared.event_bus import EventBus
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse


@dataclass(frozen=True)
class Door:
    """The plugs, the shop, the settings and the clock of this service.

    `after_load` is called when a load is there for good, and answers what its report should add for people.
    """

    warehouse: Warehouse
    store: Store
    secrets: Secrets
    shop: Callable[[], Shop]
    settings: Settings
    now: Callable[[], datetime]
    after_load: Callable[[], Sequence[str]] = tuple
    event_bus: EventBus = field(kw_only=True)
    _opening: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    @cached_property
    def inbox(self) -> Inbox:
        """Where facts wait for the merger; opened when first asked for, once for all threads. Raises InboxError."""
        settings = self.settings
        opened: dict[str, Inbox] = vars(self)
        with self._opening:  # a cached property of its own is opened by each thread that comes before it is there
            if "inbox" not in opened:
                opened["inbox"] = open_inbox(
                    settings.inbox_url, data_dir=settings.data_dir, warehouse=self.warehouse, store=self.store
                )
            return opened["inbox"]
