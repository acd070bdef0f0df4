"""What a process holds in memory and goes on by itself: put together, started, stopped."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from recommendations_v2 import ids, queries_feedback
from recommendations_v2.assignment import Traffic
from recommendations_v2.desk import Desk
from recommendations_v2.experiments import traffic_now
from recommendations_v2.exposures import Recorder
from recommendations_v2.feedback_inbox import FeedbackInbox
from recommendations_v2.live_alerts import AlertBoard
from recommendations_v2.rules_evidence import Evidence
from recommendations_v2.rules_kept import InForce, in_force, kept_rules
from recommendations_v2.served_record import ServedRecords
from recommendations_v2.serving import Serving
from recommendations_v2.shelf import Shelf
from recommendations_v2.state import OnlineState
from recommendations_v2.warm_up import Warmer, WarmUp
from recommendations_v2.watched import Lookout, Watched
from shared.cache import of_this_process
from shared.cache.trails import Trails
from shared.secrets import SecretsError

_WAREHOUSE_SECONDS = 30.0  # so soon lists say that it is away: a build lasts a day, and asking wakes BigQuery


@dataclass(frozen=True)
class Standing:
    """Made once; `start` and `stop` belong to the process that serves, not to a job."""

    desk: Desk
    trails: Trails
    shelf: Shelf
    state: OnlineState
    alerts: AlertBoard
    rules: Watched[InForce]
    traffic: Watched[Traffic]
    lookout: Lookout
    records: ServedRecords
    recorder: Recorder
    inbox: FeedbackInbox
    warmer: Warmer
    warehouse: Watched[bool]
    warehouse_lookout: Lookout

    def serving(self) -> Serving:
        """What lists are answered from."""
        return Serving(
            desk=self.desk,
            shelf=self.shelf,
            state=self.state,
            alerts=self.alerts.current,
            rules=lambda: self.rules.current,
            traffic=lambda: self.traffic.current,
            answers=of_this_process(),
            issue=self.records.issue,
            exposed=self.recorder.seen,
            evidence=Evidence(lambda: self.shelf.engine).strength,
            problems=self.problems,
        )

    def problems(self) -> dict[str, str]:
        """What could not be read lately, by name."""
        found = {
            "rules": self.rules.problem,
            "experiments": self.traffic.problem,
            "warm_up": self.warmer.problem,
            "feedback": self.inbox.problem,
            "warehouse": self.warehouse.problem,
        }
        return {name: problem for name, problem in found.items() if problem is not None}

    def start(self) -> None:
        """Load what is live, and begin to look for what is new."""
        with suppress(SecretsError):  # the first list asks again, and those after it never
            self.records.open("")
        self.shelf.start()
        self.lookout.start()
        self.recorder.start()
        self.inbox.start()
        self.warmer.start()
        self.warehouse_lookout.start(looks_first=False)

    def stop(self) -> None:
        """End, and bring on what is in hand; twice is fine."""
        self.warmer.stop()
        self.lookout.stop()
        self.warehouse_lookout.stop()
        self.shelf.stop()
        self.recorder.stop()
        self.inbox.stop()
        self.trails.close()


def shelf_of(desk: Desk) -> Shelf:
    """The builds of a desk's store, with the key of whom they know; nothing is read yet."""
    return Shelf(desk.store, desk.erased_lately.now, partial(desk.secrets.get, ids.KEY))


def standing(desk: Desk, trails: Trails) -> Standing:
    """Put it together; nothing is read yet."""
    store, now = desk.store, desk.now
    shelf, records = shelf_of(desk), ServedRecords(desk.secrets, store)
    state, alerts = OnlineState(trails, now, records), AlertBoard(trails, now, desk.settings.online_locations)
    rules = Watched("marketing's rules", lambda: in_force(kept_rules(store)), InForce())
    traffic = Watched("the experiments", lambda: traffic_now(store), Traffic())
    warehouse = Watched("the warehouse", partial(queries_feedback.warehouse_answers, desk.warehouse), at_first=True)
    warm_up = WarmUp(
        desk.warehouse, store, trails, state, alerts, desk.shop, now, known_until=lambda: shelf.state.data_until
    )
    return Standing(
        desk=desk,
        trails=trails,
        shelf=shelf,
        state=state,
        alerts=alerts,
        rules=rules,
        traffic=traffic,
        lookout=Lookout((state, alerts, rules, traffic)),
        records=records,
        recorder=Recorder(store),
        inbox=FeedbackInbox(store, desk.event_bus, now),
        warmer=Warmer(warm_up),
        warehouse=warehouse,
        warehouse_lookout=Lookout((warehouse,), _WAREHOUSE_SECONDS, name="recommendations-warehouse"),
    )
