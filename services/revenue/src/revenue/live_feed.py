"""The live figures: computed once every five seconds while anybody looks, and handed to all as prepared bytes."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC

import orjson

from revenue import live_messages, use_cases, use_cases_pending
from revenue.live_messages import WITH_MARGIN, Document, Messages, Ring
from revenue.live_places import Admission
from revenue.live_sockets import LiveSockets
from revenue.question import Question, moment, unfiltered
from revenue.use_cases import Desk
from shared.looks import Looks
from shared.telemetry import logger

TICK_SECONDS = 5.0  # what the contract promises; `as_of` lies on the same grid, so it is also how old a figure may be
_LOOK_SECONDS = 1.0  # between two looks whether the data changed, which is two small reads of the store
_RING = 120  # deltas, ten minutes of them: a laptop that was closed for longer gets a snapshot
_FIRST = 10**14  # see `_State`; `since` takes fifteen digits, as every whole number of a query does


@dataclass(frozen=True, slots=True)
class _State:
    """The figures of one moment. `seq` begins at random in each process: a number of another instance, or of before a
    restart, is in no other ring.
    """

    seq: int
    asked: Question
    documents: dict[str, Document]
    snapshots: Messages
    made_at: float  # on the process's own clock


class LiveFeed:
    """One for each process, however many look; it reads nothing while nobody does."""

    def __init__(
        self,
        desk: Desk,
        sockets: LiveSockets,
        *,
        tick_seconds: float = TICK_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._desk = desk
        self._looks = Looks(desk.store, desk.now)
        self._sockets = sockets
        self._tick = tick_seconds
        self._clock = clock
        self._computing = threading.Lock()  # one at a time, and in order
        self._telling = threading.Lock()  # between a state and whom it is told to
        self._state: _State | None = None
        self._ring = Ring(_RING)
        self._somebody = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def prepare(self) -> None:
        """Have figures of now, so that whoever joins next need not wait. Raises what reading them raises."""
        with self._computing:
            state = self._state
            if state is None or self._clock() - state.made_at > self._tick + _LOOK_SECONDS:
                self._advance()

    def join(self, admission: Admission, sock: socket.socket, since: int | None) -> None:
        """Let a viewer in: what they missed, where that is known, else a snapshot; from then on every delta."""
        with self._telling:
            state = self._state
            if state is None:
                raise RuntimeError("prepare first")
            missed = None if since is None else self._ring.since(since, state.seq, admission.kind)
            if missed is None:
                first = [state.snapshots[admission.kind]]
            else:
                first = [*missed, live_messages.heartbeat(state.seq, state.documents[admission.kind])]
            self._sockets.add(admission, sock, first)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live figures", daemon=True)
                self._thread.start()
        self._somebody.set()

    def close(self) -> None:
        """Compute no more, and close every connection."""
        self._ended.set()
        self._somebody.set()
        self._sockets.close()

    def _run(self) -> None:
        due = self._next(self._clock())
        while not self._ended.is_set():
            if not self._sockets.places.taken:
                self._somebody.clear()
                if not self._sockets.places.taken:  # nobody came in between
                    self._somebody.wait()
                due = self._next(self._clock())
                continue
            wait = due - self._clock()
            self._ended.wait(max(0.0, min(wait, _LOOK_SECONDS)))
            is_due = self._clock() >= due
            if is_due:
                due = self._next(self._clock())
            self._look(is_due=is_due)

    def _next(self, now: float) -> float:
        return (now // self._tick + 1) * self._tick

    def _look(self, *, is_due: bool) -> None:
        """Tell a new state when it is due, or when the data changed much."""
        try:
            with self._computing:
                if is_due:
                    self._advance()
                elif self._has_changed():
                    self._advance(if_large=True)
        except Exception:  # noqa: BLE001 - whatever it is may be over at the next tick; viewers see that it lasts
            logger().warning("live figures not computed", exc_info=True)
            state = self._state
            if is_due and state is not None:
                self._sockets.broadcast(
                    {kind: live_messages.heartbeat(state.seq, each) for kind, each in state.documents.items()}
                )

    def _has_changed(self) -> bool:
        state = self._state
        if state is None:
            return True
        return (state.asked.data, state.asked.target_changes) != use_cases_pending.state(self._desk)

    def _advance(self, *, if_large: bool = False) -> None:
        """Compute the figures of now and tell them; a large change of the data is told of this very moment."""
        self._looks.say()
        before, now = self._state, self._desk.now()
        at = now.astimezone(UTC) if if_large else moment(None, now)
        asked = unfiltered(self._desk.shop(), *use_cases_pending.state(self._desk), at)
        kind = use_cases.current_kind(self._desk)
        document = orjson.loads(use_cases.kept(self._desk, asked, kind, use_cases.current))
        if before is None or not if_large or live_messages.is_large(before.documents[WITH_MARGIN], document):
            self._tell(before, asked, document)
        else:  # looked at: the same data need not be read again before the next tick
            self._state = replace(before, asked=asked)

    def _tell(self, before: _State | None, asked: Question, document: Document) -> None:
        seq = secrets.randbelow(_FIRST) if before is None else before.seq + 1
        documents = live_messages.by_kind(document)
        snapshots = {kind: live_messages.snapshot(seq, each) for kind, each in documents.items()}
        deltas: Messages = {}
        if before is not None:
            deltas = {kind: live_messages.delta(seq, before.documents[kind], each) for kind, each in documents.items()}
        with self._telling:
            self._state = _State(seq, asked, documents, snapshots, self._clock())
            if deltas:
                self._ring.add(seq, deltas)
                self._sockets.broadcast(deltas)
