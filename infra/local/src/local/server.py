"""`shopsight up`: the suite as a server on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from local.data_folder import DataFolder, find_said, forget_running, reachable_host, write_running
from local.options import command_for
from local.talk import Progress, answer, lines_of_progress, say, talk_stays_here, terminal
from shared.serving import serve

if TYPE_CHECKING:  # flask and duckdb are the worker's; the process that minds it stays small
    from local.shops import Shops
    from local.suite import Suite

_PATIENCE_SECONDS = 2.0  # what takes longer says what it waits for
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LARGEST_LOG = 20 * 1024 * 1024  # bytes; a page that is open writes about 4 MB a day


def run(
    folder: DataFolder, environment: Mapping[str, str], *, host: str, port: int, threads: int, sockets: int, empty: bool
) -> NoReturn:
    """Serve the data folder until SIGTERM or ctrl-C, then end the process. Raises one of shared.serving.REFUSALS.

    Where it holds no load the demo is served, unless it is to be `empty`.
    """
    worker = _Worker(folder, environment, host=host, port=port, minder=os.getpid(), empty=empty)
    ready, close = worker.ready, worker.close
    serve(worker.open, host=host, port=port, threads=threads, sockets=sockets, on_ready=ready, on_stop=close)


class _Worker:
    """What happens in the one process that answers; `minder` is the process that minds it, whose id others see."""

    def __init__(
        self,
        folder: DataFolder,
        environment: Mapping[str, str],
        *,
        host: str,
        port: int,
        minder: int,
        empty: bool,
    ) -> None:
        self._folder = folder
        self._environment = environment
        self._host = host
        self._port = port
        self._minder = minder
        self._empty = empty
        self._shops: Shops | None = None

    def open(self) -> Shops:
        from local.shops import open_shops  # noqa: PLC0415 - in the worker, not in the process that minds it

        if sys.stderr.isatty():
            self._log_to_file()
        waiting = threading.Timer(_PATIENCE_SECONDS, say, ["opening the data folder takes longer than usual …"])
        waiting.daemon = True
        waiting.start()
        try:
            self._shops = open_shops(self._folder, self._environment, self._progress(waiting), empty=self._empty)
        except BaseException:
            sys.stderr = terminal()  # why it cannot start is for the person who started it
            raise
        finally:
            waiting.cancel()
        _compute_in(self._folder.root / "work")
        return self._shops

    def _progress(self, waiting: threading.Timer) -> Progress:
        """Says how far the opening is, and ends it when the process that minds this one was killed."""
        told = lines_of_progress()

        def show(stage: str, done: int, total: int) -> None:
            if os.getppid() != self._minder:
                os._exit(1)  # what was begun is undone; else it would hold the folder to its end for nobody
            waiting.cancel()  # what is going on can be said better now
            told(stage, done, total)

        return show

    def _log_to_file(self) -> None:
        log = self._folder.log
        if log.exists() and log.stat().st_size > _LARGEST_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
        talk_stays_here()
        sys.stderr = log.open("a", encoding="utf-8", buffering=1)

    def ready(self) -> None:
        """Called once the first request can be answered."""
        # gunicorn's own handler waits for the lock of its pool of threads, which the code it interrupts may hold.
        for stop_at_once in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(stop_at_once, lambda *_: self.close())
        said = find_said(self._folder)
        again = said is not None and said.pid == self._minder
        write_running(self._folder, pid=self._minder, host=self._host, port=self._port)
        if again:
            say("The suite had to be started again; its log says why.")
        elif self._shops is not None:
            self._welcome(self._shops)

    def _welcome(self, shops: Shops) -> None:
        from shared.auth.sessions import create_code  # noqa: PLC0415 - in the worker, not in the process that minds it

        origin = f"http://{reachable_host(self._host)}:{self._port}"
        code = create_code(shops.shop.plugs.store, "owner")
        if shops.served is not shops.shop:
            say("This is the demo: an invented shop, whose sales go on while you look.")
            say("To load your own, in another terminal, while this runs (loading shows your shop instead):")
            say(f"    {command_for('load --format shopify FOLDER', self._folder)}")
            say("Other files than Shopify's exports: --format canonical, or --mapping (docs/mappings.md).")
        elif not _has_data(shops.shop):
            say("This shop has no sales yet. Load some, in another terminal, while this runs:")
            say("  Shopify's exports (docs/shopify.md):")
            say(f"    {command_for('load --format shopify FOLDER', self._folder)}")
            say("  CSV or Parquet files named after the tables (the smallest shop is one sales.csv):")
            say(f"    {command_for('load --format canonical FOLDER', self._folder)}")
            say("  any flat file by a mapping (docs/mappings.md); for a first look the UCI Online Retail file:")
            say(f"    {command_for('load --mapping uci_online_retail FILE', self._folder)}")
        if self._host not in _LOOPBACK:
            say(f"It listens on {self._host}: whoever is in this network reaches it, under the names in ALLOWED_HOSTS.")
        if sys.stderr is not sys.__stderr__:
            say(f"Log: {self._folder.log}")
        another = command_for("token --role owner --link", self._folder)
        say(f"Open this address once; it signs the browser in (for another: {another}):")
        answer(f"{origin}/#code={code}")
        say("Ctrl-C ends the suite.")

    def close(self) -> None:
        """Called when the worker ends, after the time for requests in hand."""
        forget_running(self._folder, self._minder)
        if self._shops is not None:
            self._shops.close()
            os._exit(0)  # Python would wait for the thread of a load; what that has not committed is undone anyway


def _compute_in(work: Path) -> None:
    """From now on jobs put what they compute with here; what a killed process left of customers goes now."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    tempfile.tempdir = str(work)


def _has_data(shop: Suite) -> bool:
    stored = shop.plugs.store.get("versions/data")
    return stored is not None and b'"data_until": null' not in stored.value
