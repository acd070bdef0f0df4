"""What a start sees to before anybody is answered: tables, leftovers, figures that an update or a setting changed."""

from __future__ import annotations

from ingestion import queries, recovering, rollups
from ingestion.door import Door
from ingestion.lightspeed.positions import LEASE_KEY as SYNC_LEASE
from ingestion.renewing import is_due, renew
from ingestion.rollups import Progress
from ingestion.use_cases import CURRENCY_KEY, LEASE_KEY, alone, data_bounds, every_load, measure_age, publish_version
from shared import telemetry
from shared.settings import SettingsError

_ZONE_KEY = "shop/time_zone"
_BETWEEN_ZONES = b"changing"  # is no zone: a start after a kill recomputes, whichever zone it is told


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
    if door.warehouse.exclusive:
        renew(door, progress)
    elif is_due(
        door
    ):  # it takes minutes of a large shop, which a start that others wait for has not: the job `merge` does it
        telemetry.logger().info("rollups of another version stand", made_by="the next merge")
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
