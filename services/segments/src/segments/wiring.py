"""Puts the service together: plugs and settings in, a Flask blueprint, handlers and jobs out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from segments import export_clock, queries
from segments.desk import SERVICE, Desk
from segments.export_consent import consent_changed, customer_changed
from segments.export_desk import Outlet
from segments.export_erasing import erasing_exports
from segments.export_target import Target
from segments.jobs import Tools, asked_by_the_clock, jobs_of
from segments.publishing import publish_refreshed
from segments.routes import make_blueprint
from segments.settings import Settings
from segments.use_cases_affinities import erase_from_affinities
from segments.use_cases_clusters import assigning, erase_from_clusters
from segments.use_cases_consent import read_consent_of
from segments.use_cases_exports import SEGMENTS_EXPORT, do_exports
from segments.use_cases_refresh import AfterRefresh, drop_unfinished, erase_customers, works
from shared.auth.routes import Guard
from shared.child import Argument, compute
from shared.erased_customers import Erase, erasing
from shared.event_bus import EventBus
from shared.event_bus.push import PushVerifier, add_push_route
from shared.runs import EVENT, Runs
from shared.runs.doing import handler
from shared.secrets import Secrets
from shared.shop import Shop
from shared.store import Store
from shared.warehouse import Warehouse
from shared.warehouse.learning import check_engine
from shared.web import Service

_PLAIN_DIGESTS = f"{SERVICE}/erased/"  # where a version before this one kept them


def build_service(
    *,
    warehouse: Warehouse,
    store: Store,
    secrets: Secrets,
    guard: Guard,
    shop: Callable[[], Shop],
    settings: Settings,
    now: Callable[[], datetime],
    event_bus: EventBus,
    push: PushVerifier,
) -> Service:
    """Build the service. It reads ingestion's and revenue's public tables and writes its own."""
    check_engine("CLUSTER_ENGINE", settings.cluster_engine, warehouse)
    desk = Desk(
        warehouse=warehouse,
        store=store,
        secrets=secrets,
        event_bus=event_bus,
        shop=shop,
        settings=settings,
        now=now,
    )
    targets = _targets(desk)
    outlet = Outlet(desk, targets, lambda name: read_consent_of(desk, targets, name))
    after_refresh: tuple[AfterRefresh, ...] = (assigning(desk), lambda _: export_clock.after_refresh(outlet))
    erase: tuple[Erase, ...] = (
        erasing_exports(desk),
        partial(erase_from_clusters, desk),
        partial(erase_from_affinities, desk),
        partial(erase_customers, desk),
    )
    jobs, runs = jobs_of(Tools(outlet, _in_child, after_refresh)), Runs(store, SERVICE, now)
    asked_for = {
        **works(desk, _in_child, after_refresh),
        SEGMENTS_EXPORT: lambda part: do_exports(outlet, part),
    }
    handlers = {
        "customer-erased.v1": erasing(desk.erased_lately, erase),
        "consent-changed.v1": consent_changed(desk),
        "customer-changed.v1": customer_changed(desk),
        EVENT: asked_by_the_clock(store, jobs, handler(runs, event_bus, asked_for), now),
    }
    blueprint = make_blueprint(outlet, guard, runs)
    add_push_route(blueprint, push, handlers)

    def start(_: object) -> None:
        warehouse.create(queries.TABLES.values())
        desk.erased_lately.drop_plain(_PLAIN_DIGESTS)
        drop_unfinished(desk)
        publish_refreshed(desk)

    return Service(
        name=SERVICE,
        blueprint=blueprint,
        on_start=start,
        handlers=handlers,
        jobs=jobs,
    )


def _targets(desk: Desk) -> Mapping[str, Callable[[], Target]]:
    """Where exports can go besides a file, opened when something is sent there: their clients take long to import."""

    def mailchimp() -> Target:
        from segments.mailchimp_target import connect  # noqa: PLC0415 - as above

        return connect(desk.secrets, desk.settings.mailchimp_api_url)

    def klaviyo() -> Target:
        from segments.klaviyo_target import connect  # noqa: PLC0415 - as above

        return connect(desk.secrets, desk.settings.klaviyo_api_url)

    return {"mailchimp": mailchimp, "klaviyo": klaviyo}


def _in_child(
    target: str, folder: Path, arguments: Mapping[str, Argument], *, meanwhile: Callable[[], object] | None = None
) -> Mapping[str, object]:
    """Arithmetic in a process of its own: this one never imports numpy."""
    return compute(target, folder, arguments, meanwhile=meanwhile)
