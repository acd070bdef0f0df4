"""Groups of customers who are alike: trained now and then, assigned at every refresh, answered with their profiles.

A training writes what it found into the store under its id and switches the centres to it; assigning reads the centres
that are live. Killed anywhere, the customers stay in the clusters they were in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, cast

from segments import queries_clusters as queries
from segments.cluster_answer import item, name_of, training
from segments.cluster_drift import Drift, drift, due
from segments.cluster_engine import CENTROIDS, LAST, MODEL, Compute, Training, engine_of
from segments.cluster_model import ClusterModel, read_model
from segments.desk import SERVICE, Desk
from segments.envelope import envelope, missing
from segments.queries import TABLES
from segments.queries_clusters import Size
from segments.refreshes import TABLE as CUSTOMERS
from segments.refreshes import last_refresh
from shared import generations
from shared.child import Argument
from shared.erased_digests import Erased
from shared.generations import GenerationLostError, made_at, new_generation
from shared.progress import tell
from shared.schedule import NotYetError

LEAST_CUSTOMERS = 200  # who ever purchased: in halves of a hundred, groups of a dozen show or do not
_KEY = "segments/clusters/"  # in the store: what a training found, by its id
_KEPT = 20  # trainings: some months of Sundays
_CENTROIDS, _CLUSTERS = "cluster_centroids", "clusters"
_LATELY_DAYS = 90  # over which newcomers are counted: a quarter has quiet weeks and busy ones


def train_clusters(desk: Desk, compute: Compute) -> str:
    """Train clusters anew when a Sunday has come since the last time or customers have moved; answers what was done.

    Raises NotYetError while there are too few customers, ChildError, WarehouseError, StoreError, GenerationLostError:
    then what stood stands.
    """
    now = desk.now().astimezone(UTC)
    refresh = last_refresh(desk)
    if refresh is None:
        raise NotYetError("no customer has been put into a segment yet")
    last, today = _live_model(desk), desk.shop().local_date(now)
    if last is not None:
        moved = _drift(last, _sizes(desk))
        trained = desk.shop().local_date(datetime.fromisoformat(last.trained_at))
        if not due(trained, today) and not (moved is not None and moved.is_far):
            return f"Clusters of {trained} still hold ({_moved(moved)}); they are trained anew on Sundays"
    outlook = queries.cluster_outlook(desk.warehouse, refresh.refresh_id, today - timedelta(days=_LATELY_DAYS))
    customers, newcomers = cast("int", outlook["customers"]), cast("int", outlook["newcomers"])
    if customers < LEAST_CUSTOMERS:
        raise NotYetError(_too_few(customers, _enough_on(customers, newcomers, today)))
    version = new_generation(now if last is None else max(now, made_at(last.version) + timedelta(microseconds=1)))
    with tempfile.TemporaryDirectory(prefix="shopsight-clusters-") as name:
        folder = Path(name)
        if last is not None:
            (folder / LAST).write_bytes(last.document())
        tell("training clusters", 0, 0)
        arguments: dict[str, Argument] = {
            "version": version,
            "trained_at": now.isoformat(),
            "customers": customers,
            "currency": desk.shop().currency,
        }
        engine = engine_of(desk.settings.cluster_engine, compute, desk.settings.bigquery_ml_most_usd)
        told = engine.train(Training(desk.warehouse, refresh.refresh_id, folder, arguments))
        desk.store.put_file(_KEY + version, folder / MODEL)
        made = {TABLES[_CENTROIDS]: folder / CENTROIDS}
        generations.replace(desk.warehouse, desk.store, SERVICE, now, made, generation_id=version)
    _forget_old(desk, version)
    assigned = assign(desk, refresh.refresh_id)
    agreed = told["agreement"]
    against = "" if agreed is None else f", adjusted Rand index {agreed:.2f} against those before"
    return f"{told['clusters']} clusters of {assigned} customers{against}{_by(told)}"


def _by(told: Mapping[str, object]) -> str:
    """Which engine it was, where one was chosen."""
    if "engine" not in told:
        return ""
    why = f"because {told['reason']}" if told["reason"] else f"{told['usd']} USD"
    return f"; engine {told['engine']}, {why}"


def assign(desk: Desk, generation_id: str) -> int | None:
    """Put the customers of a generation of segment_customers into the live clusters; answers how many.

    None where there are no clusters yet, or where another assignment began meanwhile, which counts. Never trains.
    Raises WarehouseError and StoreError: then what stood stands.
    """
    centroids = generations.live(desk.store, SERVICE, _CENTROIDS)
    if centroids is None:
        return None
    known = desk.erased_lately.now()
    with tempfile.TemporaryDirectory(prefix="shopsight-clusters-") as name:
        path = Path(name) / "clusters.parquet"
        assigned = queries.cluster_assignments(desk.warehouse, generation_id, centroids, path)
        try:
            generations.replace(
                desk.warehouse, desk.store, SERVICE, desk.now().astimezone(UTC), {TABLES[_CLUSTERS]: path}
            )
        except GenerationLostError:
            return None
    late = desk.erased_lately.now().since(known)
    if late:  # erased while they were assigned
        queries.erase_clusters(desk.warehouse, late)
    return assigned


def assigning(desk: Desk) -> Callable[[str], object]:
    """What comes after a refresh, by its id."""
    return lambda refresh_id: assign(desk, refresh_id)


def erase_from_clusters(desk: Desk, erased: Erased) -> None:
    """Take customers out of the clusters."""
    queries.erase_clusters(desk.warehouse, erased)


def cluster_group(desk: Desk, label: str) -> tuple[str, str] | None:
    """A cluster's name and its profile, for who exports it; None where there never was such a cluster.

    One that is no more has no members: what keeps it up to date somewhere takes its last marks away.
    """
    model = _live_model(desk)
    if model is None:
        return None
    found = model.cluster(label)
    if found is not None:
        return name_of(label), found.profile
    given = {str(number) for number in range(1, model.next_number)}
    return (name_of(label), "No customers are like this any more") if label in given else None


def cluster_members(
    desk: Desk, label: str, after: str | None, limit: int, among: Sequence[str] | None = None
) -> list[str]:
    """Customer ids of a cluster in byte order, those after `after`, at most `limit`; with `among` only these."""
    live = generations.live(desk.store, SERVICE, _CLUSTERS)
    if live is None:
        return []
    return queries.cluster_members(desk.warehouse, live, label, after=after, limit=limit, among=among)


def made_of(desk: Desk) -> tuple[str | None, ...]:
    """The generations that the answer about clusters is made of."""
    return tuple(generations.live(desk.store, SERVICE, table) for table in (_CENTROIDS, _CLUSTERS))


def clusters(desk: Desk, *, may_see_margin: bool = False) -> dict[str, Any]:
    """The contract's ClusterList."""
    base, sizes = envelope(desk, may_see_margin=may_see_margin), _sizes(desk)
    assigned = next((size.version for size in sizes.values()), None)
    model = _live_model(desk) if assigned is None else _model(desk, assigned)
    if model is None:
        lacking = _missing(desk)
        reasons = {"training": "too_few_customers" if lacking[0]["need"] else "not_trained_yet"}
        return base | {"reasons": base["reasons"] | reasons, "training": None, "items": [], "missing": lacking}
    shop, total = desk.shop(), sum(size.customers for size in sizes.values())
    items = [item(cluster, sizes.get(cluster.label), total, shop.currency) for cluster in model.clusters]
    return base | {"training": training(model, _drift(model, sizes), shop), "items": items, "missing": []}


def _missing(desk: Desk) -> list[dict[str, Any]]:
    """Why there are no clusters: the contract's Missing."""
    refresh = last_refresh(desk)
    if refresh is None:
        return [{**each, "what": "clusters"} for each in missing(desk, None)]
    today = desk.shop().local_date(desk.now())
    outlook = queries.cluster_outlook(desk.warehouse, refresh.refresh_id, today - timedelta(days=_LATELY_DAYS))
    customers = cast("int", outlook["customers"])
    if customers >= LEAST_CUSTOMERS:
        why = "There are enough customers; clusters are there when the job train-clusters has been done"
        return [{"what": "clusters", "why": why, "have": None, "need": None, "enough_on": None}]
    enough = _enough_on(customers, cast("int", outlook["newcomers"]), today)
    return [
        {
            "what": "clusters",
            "why": _too_few(customers, enough),
            "have": customers,
            "need": LEAST_CUSTOMERS,
            "enough_on": enough.isoformat() if enough else None,
        }
    ]


def _too_few(customers: int, enough: date | None) -> str:
    when = f"enough on {enough} if as many new ones come as in the last {_LATELY_DAYS} days" if enough else ""
    said = f"{customers} customers ever purchased, and {LEAST_CUSTOMERS} are needed to tell groups from chance"
    return f"{said}: {when or f'no new one came in the last {_LATELY_DAYS} days'}"


def _enough_on(customers: int, newcomers: int, today: date) -> date | None:
    """The day there will be enough customers, as many new ones coming as lately; None where none came."""
    if not newcomers:
        return None
    return today + timedelta(days=ceil((LEAST_CUSTOMERS - customers) * _LATELY_DAYS / newcomers))


def _moved(moved: Drift | None) -> str:
    return "nobody is assigned yet" if moved is None else f"customers moved by {moved.moved:.2f}"


def _sizes(desk: Desk) -> dict[str, Size]:
    live = generations.live(desk.store, SERVICE, _CLUSTERS)
    if live is None:
        return {}
    customers = generations.live(desk.store, SERVICE, CUSTOMERS)
    return {size.label: size for size in queries.cluster_sizes(desk.warehouse, live, customers)}


def _drift(model: ClusterModel, sizes: Mapping[str, Size]) -> Drift | None:
    """How far customers have moved since a training; None where they are not assigned to its clusters."""
    own = [size for size in sizes.values() if size.version == model.version]
    return drift(model, {size.label: size.customers for size in own}, {size.label: size.distance for size in own})


def _live_model(desk: Desk) -> ClusterModel | None:
    version = generations.live(desk.store, SERVICE, _CENTROIDS)
    return None if version is None else _model(desk, version)


def _model(desk: Desk, version: str) -> ClusterModel | None:
    stored = desk.store.get(_KEY + version)
    return None if stored is None else read_model(stored.value)


def _forget_old(desk: Desk, version: str) -> None:
    """Let go of trainings nobody looks at any more."""
    for key in sorted(desk.store.list(_KEY))[:-_KEPT]:
        if key != _KEY + version:
            desk.store.delete(key)
