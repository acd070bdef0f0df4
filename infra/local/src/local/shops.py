"""Which of two shops a running suite shows: the owner's own, or the demo. They share who is signed in, nothing else.

The demo is shown while the owner's shop holds no load, or because USE_MOCK_DATA=true says so. Files are always loaded
into the owner's shop; a load that brought rows makes the suite show it. Requests in hand end where they began.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

import ingestion.wiring
from local.data_folder import DataFolder
from local.demo_feed import DemoFeed
from local.demo_folder import DemoError, DemoFolder, MadeDemo, demo_environment, recipe
from local.demo_plan import DemoMaker
from local.demo_tempo import Tempo
from local.settings import Settings
from local.suite import Progress, Suite, open_suite
from shared import telemetry
from shared.serving import utc_now
from shared.settings import read

if TYPE_CHECKING:  # _typeshed exists for type checkers only
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# What is loaded is the owner's own, and so are all loads but the demo's: those whose ids begin with its name, and
# what came as events, which go to what is shown.
_OF_THE_OWNER = re.compile(
    r"/api/jobs/suite/backup/run|/api/ingest/(files|bigquery|web-events|shopify/(webhooks|reconcile)|lightspeed/sync)"
    r"|/api/ingest/loads/(?!demo-|events-)[^/]+/(undo|rejected\.csv)"
)
_LOOK_SECONDS = 5.0  # between two looks whether `shopsight demo` built another one
_IDLE_SECONDS = 30.0  # for requests in the demo that is left; a query takes well under one

_SWITCHED = "this shop is shown from now on; until now it was the demo. USE_MOCK_DATA=true shows the demo again"
_PINNED = "the demo goes on being shown, because USE_MOCK_DATA=true; without it the suite shows this shop"


@dataclass
class _Shown:
    """The demo while it is shown: its suite, its feed, and how many requests are in it."""

    suite: Suite
    feed: DemoFeed
    made: MadeDemo
    requests: int = 0


class Shops:
    """The WSGI app of `shopsight up`. Open it with `open_shops`."""

    def __init__(self, folder: DataFolder, environment: Mapping[str, str], maker: DemoMaker) -> None:
        self._folder = folder
        self._environment = {**environment, "DATA_DIR": str(folder.root)}
        self._demos = DemoFolder(folder.root / "demo")
        self._maker = maker
        self._pinned = False
        self._speed, self._has_clock = 1, True
        self._shown: _Shown | None = None
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self.shop: Suite

    @property
    def served(self) -> Suite:
        """The suite that answers now."""
        shown = self._shown
        return self.shop if shown is None else shown.suite

    def open(self, progress: Progress, *, empty: bool) -> None:
        """Open the owner's shop and, where it is to be shown, the demo. Raises one of shared.serving.REFUSALS."""
        settings = read(Settings, self._environment)
        self.shop = open_suite(self._folder.root, self._environment, progress, after_load=self._loaded)
        if settings.jobs_by_clock:
            self.shop.clock.start()
        try:
            self._pinned, self._speed = settings.use_mock_data, settings.demo_speed
            self._has_clock = settings.jobs_by_clock
            elsewhere = bool(self._environment.get("WAREHOUSE_URL"))  # a warehouse that was named is somebody's shop
            if self._pinned or not (empty or elsewhere or ingestion.wiring.holds_load(self.shop.door)):
                self._demos.remove_leftovers()
                self._show(self._demo(progress), progress)
                threading.Thread(target=self._watch, name="demo watch", daemon=True).start()
        except BaseException:
            self.close()
            raise

    def _demo(self, progress: Progress) -> MadeDemo:
        """The demo that is there, made anew from the same where this program makes another of it; or a new one."""
        made = self._demos.find()
        if made is not None and made.recipe == recipe():
            return made
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        seed, until, scale = (made.seed, made.until, made.scale) if made else (None, now, 1)
        try:
            self._maker.build(seed=seed, until=until, scale=scale, progress=progress)
        except DemoError as error:
            raise DemoError(f"{error}\n`shopsight up --empty` starts without it") from error
        self._demos.remove_leftovers()
        made = self._demos.find()
        if made is None:
            raise DemoError("the demo is gone again; start once more, or with --empty")
        return made

    def _show(self, made: MadeDemo, progress: Progress, *, instead_of: _Shown | None = None) -> bool:
        """Show a demo; not if what it is to stand for has been left meanwhile."""
        data = self._demos.data(made.generation)
        environment = demo_environment(self._environment, data, made.shop)
        tempo = Tempo(self._speed, utc_now())
        suite = open_suite(data, environment, progress, signed_in_at=self.shop.plugs, now=tempo.now)
        shown = _Shown(suite, DemoFeed(suite, made, self._maker, now=tempo.now, speed=tempo.speed), made)
        with self._changed:
            wanted = self._shown is instead_of
            if wanted:
                self._shown = shown
        if wanted:
            if self._has_clock:
                suite.clock.start()
            shown.feed.start()
        else:
            suite.close()
        return wanted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request by the shop it is for."""
        owners = _OF_THE_OWNER.fullmatch(environ.get("PATH_INFO", ""))
        with self._changed:
            shown = None if owners else self._shown
            if shown is not None:
                shown.requests += 1
        if shown is None:
            return self.shop.app(environ, start_response)
        try:
            answer = shown.suite.app(environ, start_response)
        except BaseException:
            self._ended(shown)
            raise
        return ClosingIterator(answer, lambda: self._ended(shown))

    def _ended(self, shown: _Shown) -> None:
        with self._changed:
            shown.requests -= 1
            self._changed.notify_all()

    def _loaded(self) -> list[str]:
        """A load into the owner's shop is there for good: show that shop, and say so."""
        with self._changed:
            left = self._shown
            if left is None:
                return []
            if self._pinned:
                return [_PINNED]
            if not ingestion.wiring.holds_load(self.shop.door):
                return []  # every row was rejected: there is nothing to show yet
            self._shown = None
        ingestion.wiring.measure_age(self.shop.door)
        threading.Thread(target=self._leave, args=(left,), name="demo end").start()
        return [_SWITCHED]

    def _leave(self, shown: _Shown) -> None:
        """Close a demo that is shown no more, once its last request is answered."""
        shown.suite.stop()  # who watches it connects again, and sees what is shown now
        shown.feed.stop()
        with self._changed:
            self._changed.wait_for(lambda: shown.requests == 0, _IDLE_SECONDS)
        shown.suite.close()

    def look(self) -> bool:
        """Go over to a demo that was built meanwhile, and remove the one it replaces; answers whether one is shown."""
        shown, made = self._shown, self._demos.find()
        if shown is None:
            return False
        if made is None or made.generation == shown.made.generation:
            return True
        if not self._show(made, lambda *_: None, instead_of=shown):
            return False
        self._leave(shown)
        shutil.rmtree(self._demos.data(shown.made.generation), ignore_errors=True)
        return True

    def _watch(self) -> None:
        while not self._closed.wait(_LOOK_SECONDS):
            try:
                if not self.look():
                    return
            except Exception:  # noqa: BLE001 - the demo that is open goes on; why the new one cannot be had is in the log
                telemetry.logger().warning("the new demo cannot be shown", exc_info=True)
                return

    def close(self) -> None:
        """Let go of both shops."""
        self._closed.set()
        shown = self._shown
        if shown is not None:
            shown.feed.stop()
            shown.suite.close()
        self.shop.close()


def open_shops(
    folder: DataFolder,
    environment: Mapping[str, str],
    progress: Progress,
    *,
    empty: bool = False,
    generator: str | None = None,
) -> Shops:
    """Open what a data folder holds, making the demo where there is nothing else to show.

    Raises one of `shared.serving.REFUSALS`. `generator` is for tests: another module than the demo's own.
    """
    maker = DemoMaker(folder.root, environment, folder.log, *((generator,) if generator else ()))
    shops = Shops(folder, environment, maker)
    shops.open(progress, empty=empty)
    return shops
