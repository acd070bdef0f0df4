"""The sockets of all viewers, in one thread: it sends what it is given, reads what they say, and waits for nobody.

A socket is taken over from the server once its handshake is done, so a viewer costs no thread: a few kilobytes here and
a buffer in the kernel. Who reads too slowly is left behind, then dropped.
"""

from __future__ import annotations

import os
import selectors
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from revenue.frames import CLOSE, GOING_AWAY, PING, PONG, TRY_AGAIN_LATER, Frame, FrameError, close_frame, frame
from revenue.live_places import Admission, Places, Viewer
from shared.telemetry import logger

_MOST_QUEUED = 256 * 1024  # bytes that wait for one viewer: a minute of messages beyond what the kernel holds
_SEND_BUFFER = 64 * 1024  # bytes the kernel holds for a viewer; by itself it goes to megabytes for who does not read
_UNACKNOWLEDGED_MS = 60_000  # until the kernel gives up on a peer that vanished: most tunnels are shorter
_CLOSING_SECONDS = 1.0  # for the other side's close frame; the whole process has eight seconds to end
_CLOSING_LOOKS = 10  # times that is looked at meanwhile
_READ = 4096  # bytes read at once
_ENDING = "this instance ends; connect again"
_NOT_STARTED = selectors.SelectSelector()  # holds nothing and costs no descriptor


class LiveSockets:
    """All viewers of this process. Every method may be called from any thread; the thread starts with the first."""

    def __init__(self, places: Places, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.places = places
        self._clock = clock
        self._viewers: dict[Viewer, None] = {}  # in the order they came
        self._closing: set[Viewer] = set()
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._selector: selectors.BaseSelector = _NOT_STARTED
        self._waker: int | None = None
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = False
        self._over = False

    def admissions(self) -> dict[Viewer, Admission]:
        """Who looks now."""
        return {viewer: viewer.admission for viewer in list(self._viewers)}

    def add(self, admission: Admission, sock: socket.socket, first: Sequence[bytes]) -> None:
        """Take a socket over, whose place was taken before, and send it these frames before any other."""
        sock.setblocking(False)  # noqa: FBT003 - its only argument
        with suppress(OSError):  # a peer that is gone already is noticed when it is read
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux has it
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MS)
        viewer = Viewer(admission, sock)
        if not self._order(lambda: self._add(viewer, first)):
            with suppress(OSError):
                sock.send(close_frame(GOING_AWAY, _ENDING))
            sock.close()
            self.places.give_back(admission.user)

    def broadcast(self, frames: Mapping[str, bytes]) -> None:
        """Send every viewer the frame of their kind."""
        self._order(lambda: self._broadcast(frames))

    def end(self, viewers: Collection[Viewer], code: int, reason: str) -> None:
        """Close the connections of some."""

        def close() -> None:
            for viewer in viewers:
                self._close(viewer, code, reason)

        self._order(close)

    def tell_end(self) -> None:
        """Begin to close every connection. Sets flags and wakes the thread, no more: a signal handler may call it."""
        self.places.close()
        self._ending = True
        self._wake()

    def close(self) -> None:
        """Close every connection, and wait until that is done: two seconds at most."""
        self.tell_end()
        thread = self._thread
        if thread is not None:
            thread.join(2 * _CLOSING_SECONDS)

    def _order(self, order: Callable[[], None]) -> bool:
        """Have the thread do something; false when it has ended."""
        with self._starting:
            if self._over:
                return False
            self._orders.put(order)
            if self._thread is None:
                self._selector = selectors.DefaultSelector()
                woken, self._waker = os.pipe()
                os.set_blocking(self._waker, False)
                self._selector.register(woken, selectors.EVENT_READ)
                self._thread = threading.Thread(target=self._run, args=(woken,), name="live sockets", daemon=True)
                self._thread.start()
        self._wake()
        return True

    def _wake(self) -> None:
        waker = self._waker
        if waker is not None:
            with suppress(OSError):  # full of calls to wake up, or nobody is left to be woken
                os.write(waker, b"\0")

    def _run(self, woken: int) -> None:
        while not self._over:
            for key, events in self._selector.select(_CLOSING_SECONDS / _CLOSING_LOOKS if self._closing else None):
                if key.data is None:
                    os.read(woken, _READ)
                else:
                    self._serve_safely(key.data, events)
            self._obey()
            if self._ending:
                for viewer in list(self._viewers):
                    self._close(viewer, GOING_AWAY, _ENDING)
            for viewer in list(self._closing):
                if self._clock() - (viewer.closing_at or 0) > _CLOSING_SECONDS:
                    self._drop(viewer)
            if self._ending and not self._viewers:
                with self._starting:
                    self._over = self._orders.empty()
        self._selector.close()
        os.close(woken)  # the other end stays: a signal handler may be about to write into it

    def _obey(self) -> None:
        while True:
            try:
                order = self._orders.get_nowait()
            except Empty:
                return
            try:
                order()
            except Exception:  # noqa: BLE001 - one order that fails must not leave all viewers without a thread
                logger().warning("an order to the viewers' sockets failed", exc_info=True)

    def _add(self, viewer: Viewer, first: Sequence[bytes]) -> None:
        self._viewers[viewer] = None
        self._selector.register(viewer.sock, selectors.EVENT_READ, viewer)
        for content in first:
            self._send(viewer, content)

    def _broadcast(self, frames: Mapping[str, bytes]) -> None:
        for viewer in list(self._viewers):
            if viewer.closing_at is None:
                self._send(viewer, frames[viewer.admission.kind])
                if viewer.queued > _MOST_QUEUED:
                    self._close(viewer, TRY_AGAIN_LATER, "you read too slowly; connect again")

    def _send(self, viewer: Viewer, content: bytes) -> None:
        if viewer not in self._viewers:
            return
        sent = 0
        if not viewer.waiting:
            try:
                sent = viewer.sock.send(content)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._drop(viewer)
                return
            if sent == len(content):
                return
            viewer.begun = sent > 0
            self._selector.modify(viewer.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, viewer)
        viewer.waiting.append(memoryview(content)[sent:])
        viewer.queued += len(content) - sent

    def _serve_safely(self, viewer: Viewer, events: int) -> None:
        try:
            self._serve(viewer, events)
        except Exception:  # noqa: BLE001 - as above: whoever it was about is dropped
            logger().warning("a viewer's socket failed", exc_info=True)
            self._drop(viewer)

    def _serve(self, viewer: Viewer, events: int) -> None:
        if viewer in self._viewers and events & selectors.EVENT_WRITE:
            self._send_waiting(viewer)
        if viewer in self._viewers and events & selectors.EVENT_READ:
            self._read(viewer)

    def _send_waiting(self, viewer: Viewer) -> None:
        try:
            while viewer.waiting:
                content = viewer.waiting[0]
                sent = viewer.sock.send(content)
                viewer.queued -= sent
                viewer.begun = sent < len(content)
                if viewer.begun:
                    viewer.waiting[0] = content[sent:]
                    return
                viewer.waiting.popleft()
        except BlockingIOError:
            return
        except OSError:
            self._drop(viewer)
            return
        self._selector.modify(viewer.sock, selectors.EVENT_READ, viewer)

    def _read(self, viewer: Viewer) -> None:
        try:
            data = viewer.sock.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(viewer)
            return
        try:
            for heard in viewer.reader.feed(data):
                self._hear(viewer, heard)
        except FrameError as error:
            self._close(viewer, error.code, error.reason)

    def _hear(self, viewer: Viewer, heard: Frame) -> None:
        if heard.opcode == PING and viewer.closing_at is None:
            self._send(viewer, frame(PONG, heard.payload))
        elif heard.opcode == CLOSE:
            if viewer.closing_at is None:
                self._send(viewer, frame(CLOSE, heard.payload[:2]))
            self._drop(viewer)

    def _close(self, viewer: Viewer, code: int, reason: str) -> None:
        """Send the close frame; the other side answers it, or is dropped."""
        if viewer.closing_at is not None or viewer not in self._viewers:
            return
        viewer.closing_at = self._clock()
        self._closing.add(viewer)
        while len(viewer.waiting) > int(viewer.begun):  # unread messages are in the way; a frame that was begun is not
            viewer.queued -= len(viewer.waiting.pop())
        self._send(viewer, close_frame(code, reason))

    def _drop(self, viewer: Viewer) -> None:
        if viewer not in self._viewers:
            return
        del self._viewers[viewer]
        self._closing.discard(viewer)
        self._selector.unregister(viewer.sock)
        viewer.sock.close()
        viewer.waiting.clear()
        self.places.give_back(viewer.admission.user)
