"""What a start sees to before anybody is answered: tables, leftovers, figures that an update or a setting changed."""

from __future__ import annotations

from ingestion import queries, recovering, rollups
from ingestion.door import Door
from ingestion.lightspeed.positions import LEASE_KEY as SYNC_LEASE
from ingestion.rollups import Progress
from ingestion.use_cases import CURRENCY_KEY, LEASE_KEY, alone, data_bounds, every_load, measure_age, publish_version
from shared.settings import SettingsError
from shared.store import LeaseHeldError

_ZONE_KEY = "shop/time_zone"
_BETWEEN_ZONES = b"changing"  # is no zone: a start after a kill recomputes, whichever zone it is told
_ROLLUPS_KEY = "shop/rollups"


def start(door: Door, progress: Progress) -> None:
    """Make the tables, clear what a killed load left behind, and recompute what would be made otherwise now."""
    door.warehouse.create(queries.TABLES.values())
    recovering.clear(door, lease_key=LEASE_KEY, loads=lambda: {str(load["load_id"]) for load in every_load(door)})
    if door.warehouse.exclusive:
        door.store.delete(SYNC_LEASE)  # held by a process of this folder that was killed: no other one is open on it
    _same_currency(door)
    zone = door.shop().time_zone
    stored = door.store.get(_ZONE_KEY)
    if stored is None or stored.value.decode() != zone:
        if stored is not None:
            door.store.put(_ZONE_KEY, _BETWEEN_ZONES)
            rezone(door, zone, progress)
        door.store.put(_ZONE_KEY, zone.encode())
    _same_rollups(door, progress)
    publish_version(door)  # a process killed after its commit told nobody
    measure_age(door)


def _same_currency(door: Door) -> None:
    """Refuse to start on a ledger in another currency: its amounts would only change their name."""
    stored, currency = door.store.get(CURRENCY_KEY), door.shop().currency
    if stored is None or stored.value.decode() == currency:
        return
    if data_bounds(door)["data_until"] is not None:
        raise SettingsError(
            f"SHOP_CURRENCY: the ledger is in {stored.value.decode()} and cannot become {currency};"
            " set it back, or load the shop anew into another DATA_DIR"
        )


def _same_rollups(door: Door, progress: Progress) -> None:
    """Make the rollups anew where an update defines them otherwise than those that stand."""
    stored, defined = door.store.get(_ROLLUPS_KEY), rollups.defined().encode()
    if stored is not None and stored.value == defined:
        return
    if data_bounds(door)["data_until"] is not None:
        try:
            with alone(door, "new rollups", progress), door.warehouse.change() as change:
                queries.all_days(change)
                queries.no_redated_entries(change)
                rollups.refresh(change, progress)
        except LeaseHeldError:
            return  # another instance makes them, or the next start does
    door.store.put(_ROLLUPS_KEY, defined)


def rezone(door: Door, time_zone: str, progress: Progress) -> None:
    """Recompute every shop day and every rollup for another time zone, in one atomic change."""
    with alone(door, "time zone change", progress), door.warehouse.change() as change:
        progress(f"shop days in {time_zone}", 0, 2)
        queries.rezoned_entries(change, time_zone=time_zone)
        queries.delete_entries(change)
        queries.insert_rezoned_entries(change)
        queries.all_days(change)
        queries.no_redated_entries(change)
        progress(f"shop days in {time_zone}", 1, 2)
        rollups.refresh(change, progress)
