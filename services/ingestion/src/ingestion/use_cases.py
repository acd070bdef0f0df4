"""What ingestion does, one verb each: load files, take one back, erase a customer, list loads."""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingestion import covering, erasing, queries, queries_events, screening, undoing, watermarks
from ingestion.adopting import adopted_shop
from ingestion.committing import Committed, commit
from ingestion.covering import covered, keep_covered
from ingestion.door import Door
from ingestion.events.rewriting import rewrite_entities, rows_folder, stage_entities, without_load
from ingestion.loads import LoadNotFoundError, LoadOfEventsError, LoadRequest, LoadUndoneError
from ingestion.reporting import load_item, load_report
from ingestion.rollups import Progress
from ingestion.shopify_exports import keep_known
from ingestion.staging_child import Staged, stage
from ingestion.suppression import put_on_list, read_list
from shared import telemetry
from shared.store import LeaseHeldError, lease
from shared.store.leases import Lease
from shared.warehouse import Row

_VERSION_KEY = "versions/data"
CURRENCY_KEY = "shop/currency"
LEASE_KEY = "leases/load"
_LEASE_PATIENCE_SECONDS = 20.0  # a killed load's lease ends after 15; whoever comes next should not be sent away
_LEASE_PAUSE_SECONDS = 0.5  # between two tries
_LAST_PAGE = datetime.max.replace(tzinfo=UTC)


def load_files(door: Door, request: LoadRequest, progress: Progress) -> dict[str, object]:
    """Load files, or with `dry_run` say what loading them would do; answers the contract's LoadReport.

    One atomic change: a crash or an error in the middle leaves the shop as it was. Raises FilesError for files that
    cannot be read as asked, LeaseHeldError while another load runs.
    """
    recorded_at = door.now().astimezone(UTC)
    fresh_id = f"{recorded_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    load_id = "dry-run" if request.dry_run else request.load_id or fresh_id
    folder = door.settings.staging / f"{load_id}-{secrets.token_hex(4)}"
    with alone(door, f"load {load_id}", progress) as held:
        folder.mkdir(parents=True)
        try:
            shop, adopt = adopted_shop(door, request)
            suppression = read_list(door.store, door.secrets)
            known = keep_known(door.warehouse, request, folder, progress)
            read = stage(request, shop=shop, folder=folder, progress=progress, now=recorded_at, known=known)
            staged = screening.without_erased_values(read, suppression)
            with door.warehouse.change() as change:
                done = commit(
                    change,
                    staged,
                    load_id=load_id,
                    source=request.source,
                    recorded_at=recorded_at,
                    progress=progress,
                    suppression=suppression,
                )
                bounds = covering.data_bounds(change)
                rejected = _keep_rejected(door, staged, done, load_id)
                held.check()
                if request.dry_run:
                    change.roll_back()
                else:
                    adopt()
            if not request.dry_run:
                door.store.put(CURRENCY_KEY, shop.currency.encode())
                publish_version(door)
                _count(done)
                if request.foreign is not None:
                    done.notes += watermarks.keep(door.store, request.foreign, staged.sources, load_id)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if not request.dry_run:
        done.notes += door.after_load()
    return load_report(request, load_id=load_id, shop=shop, staged=staged, done=done, bounds=bounds, rejected=rejected)


def undo_load(door: Door, load_id: str, progress: Progress) -> dict[str, object]:
    """Take one load back exactly; answers the contract's UndoReport.

    Raises LoadNotFoundError, LoadUndoneError, LoadOfEventsError, or LeaseHeldError while a load runs.
    """
    recorded_at = door.now().astimezone(UTC)
    with alone(door, f"undo of {load_id}", progress) as held:
        inherited = without_load(door.warehouse, load_id)
        with door.warehouse.change() as change, rows_folder(door.settings.staging) as folder:
            stage_entities(change, inherited, folder)
            status = queries.load_status(change, load_id=load_id)[0]
            if not status["loaded_rows"]:
                raise LoadNotFoundError(load_id)
            if status["undone_rows"]:
                raise LoadUndoneError(load_id)
            if load_id.startswith(queries_events.OF_EVENTS):
                raise LoadOfEventsError(load_id)
            watermarks.put_back(door.store, load_id)
            removed, notes = undoing.take_back(
                change, load_id, progress=progress, inherited=lambda: rewrite_entities(change, inherited)
            )
            change.insert(
                queries.TABLES["load_audit"], undoing.audit_rows(removed, load_id=load_id, recorded_at=recorded_at)
            )
            held.check()
        publish_version(door)
    tables: list[dict[str, object]] = [{"table": name, "rows": count} for name, count in removed.items() if count]
    return {"load_id": load_id, "tables": tables, "notes": notes}


def erase_customer(door: Door, customer_id: str, progress: Progress) -> dict[str, object]:
    """Forget one customer and keep their money; answers the contract's ErasureReport.

    The suppression list and the rejected rows of all loads are written first: a crash after that has kept too much
    out, never too little, and the same request again ends it. Raises LeaseHeldError while a load runs.
    """
    recorded_at = door.now().astimezone(UTC)
    with alone(door, "an erasure", progress) as held:  # without the id: a holder is told to whoever waits
        with door.warehouse.change() as change:
            identities = erasing.identities(change, customer_id)
            suppression = put_on_list(door.store, door.secrets, identities)
            erasing.clean_kept_rejections(door.store, suppression, folder=door.settings.staging)
            erasing.clean_set_aside(door.store, suppression)
            erased = erasing.take_away(change, customer_id, recorded_at=recorded_at, progress=progress)
            erasure_id = f"erase-{recorded_at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            rows = erasing.audit_rows(erased.rows, erasure_id=erasure_id, recorded_at=recorded_at)
            change.insert(queries.TABLES["load_audit"], rows)
            held.check()
        if any(erased.rows.values()):
            publish_version(door)
    tables: list[dict[str, object]] = [{"table": name, "rows": count} for name, count in erased.rows.items()]
    return {"tables": tables, "days": erased.days, "notes": erased.notes}


def tell_erased(door: Door, customer_id: str) -> None:
    """Have every service that keeps something about a customer forget them: `customer-erased.v1`, after our own part.

    Raises EventBusError: then the same request again ends it.
    """
    door.event_bus.publish([erasing.erased_event(customer_id, at=door.now().astimezone(UTC))])


def list_loads(
    door: Door, *, before: tuple[datetime, str] | None, limit: int
) -> tuple[list[dict[str, object]], tuple[datetime, str] | None]:
    """A page of loads, newest first, and where the next page begins (None at the end)."""
    recorded_at, load_id = before or (_LAST_PAGE, "")
    rows = queries.list_loads(
        door.warehouse, before_recorded_at=recorded_at, before_load_id=load_id, row_limit=limit + 1
    )
    items = [load_item(row, door.shop().currency) for row in rows[:limit]]
    if len(rows) <= limit:
        return items, None
    last = rows[limit - 1]
    if not isinstance(last["recorded_at"], datetime):
        raise TypeError("recorded_at is a timestamp")
    return items, (last["recorded_at"], str(last["load_id"]))


def every_load(door: Door, *, page: int = 500) -> Iterator[dict[str, object]]:
    """All loads, newest first, a page at a time."""
    before: tuple[datetime, str] | None = None
    while True:
        items, before = list_loads(door, before=before, limit=page)
        yield from items
        if before is None:
            return


def holds_load(door: Door) -> bool:
    """Whether a load is there that brought rows and was not taken back."""
    return any(load["status"] == "loaded" and load["loaded"] for load in every_load(door))


def measure_age(door: Door) -> None:
    """From now on the metric of the data's age speaks of this door's data."""
    telemetry.set_data_age(lambda: data_age_seconds(door))
    telemetry.set_inbox_age(lambda: inbox_age_seconds(door))


def vouch(door: Door, until: datetime) -> None:
    """Take a source's word that all that happened by `until` is in the tables, though its last sale is earlier."""
    with alone(door, "a note of how far the data speak", lambda *_: None):
        keep_covered(door.store, until)
        publish_version(door)


def publish_version(door: Door) -> None:
    """Tell every reader that the data changed: the version in the store, with the time the ledger covers."""
    bounds = covering.data_bounds(door.warehouse)
    bounds["data_until"] = covered(door.store, bounds["data_until"])
    spoken = {name: value.isoformat() if isinstance(value, datetime) else None for name, value in bounds.items()}
    stored = door.store.get(_VERSION_KEY)
    before = json.loads(stored.value) if stored is not None else {"version": 0}
    content = json.dumps({**spoken, "version": int(before["version"]) + 1}).encode()
    if stored is None:
        door.store.put(_VERSION_KEY, content, if_absent=True)
    else:
        door.store.put(_VERSION_KEY, content, if_version=stored.version)


@contextmanager
def alone(
    door: Door, holder: str, progress: Progress, *, patience_seconds: float = _LEASE_PATIENCE_SECONDS
) -> Iterator[Lease]:
    """One change of the shop's tables at a time. Raises LeaseHeldError when another one goes on."""
    deadline = time.monotonic() + patience_seconds
    with ExitStack() as stack:
        while True:
            try:
                held = stack.enter_context(lease(door.store, LEASE_KEY, holder=holder))
                break
            except LeaseHeldError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise
                progress("waiting for another load", int(patience_seconds - left), int(patience_seconds))
                time.sleep(_LEASE_PAUSE_SECONDS)
        yield held


def data_bounds(door: Door) -> Row:
    """The first and the last instant the ledger speaks of; null when it is empty."""
    return covering.data_bounds(door.warehouse)


def data_age_seconds(door: Door) -> float | None:
    """Seconds from the last instant the data speaks of until now; None without data."""
    stored = door.store.get(_VERSION_KEY)
    until = json.loads(stored.value)["data_until"] if stored is not None else None
    return (door.now() - datetime.fromisoformat(until)).total_seconds() if until else None


def inbox_age_seconds(door: Door) -> float:
    """Seconds that the oldest fact in the inbox has waited; 0 where none waits."""
    since = door.inbox.depth().since
    return 0.0 if since is None else max(0.0, (datetime.now(UTC) - since).total_seconds())


def rejected_key(load_id: str) -> str:
    """Where the store keeps the rejected rows of a load."""
    return f"loads/{load_id}/rejected.csv"


def _keep_rejected(door: Door, staged: Staged, done: Committed, load_id: str) -> bool:
    if not any(tally.rejected for tally in done.tallies):
        return False
    door.store.put_file(rejected_key(load_id), staged.rejected_file)
    return True


def _count(done: Committed) -> None:
    telemetry.count_rows("loaded", sum(tally.loaded for tally in done.tallies))
    telemetry.count_rows("known", sum(tally.known.total() for tally in done.tallies))
    telemetry.count_rows("rejected", sum(tally.rejected.total() for tally in done.tallies))
    telemetry.count_rows("excluded", sum(int(str(row["row_count"])) for row in done.excluded))


def staging_folder(door: Door) -> Path:
    """A fresh folder for an upload; what is left of it goes when the service starts."""
    folder = door.settings.staging / f"upload-{secrets.token_hex(8)}"
    folder.mkdir(parents=True)
    return folder
