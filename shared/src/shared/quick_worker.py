"""gunicorn's threaded worker, with one thing more: the thread that reads the sockets answers what it can at once.

Handing a request to a thread and back costs more than a kept answer takes, and under many requests each hand-over and
each call to the system is a turn of every thread that waits for the interpreter: at 500 requests a second on two cores,
with whoever asks on the same two, one in a hundred answers waited for 150 ms and more. So a GET of the API that lies
complete in the socket's buffer is tried where it was read (`shared.hurry`). What would have to wait, a body, an upload,
a WebSocket, a list as CSV, and the first request of a connection go the usual way.

Where several processes share the port, a first request is tried at once too: thirty connections that come together are
thirty threads that compute at once, each of which waits for all others. And the process that holds fewer connections
takes the next: without that the one that was awake had three of four, and their requests waited for it.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from functools import partial
from typing import Any

from gunicorn.http import wsgi
from gunicorn.workers.gthread import TConn, ThreadWorker

from shared.hurry import WouldWaitError, hurried

_LARGEST_HEAD = 8192  # bytes; what gunicorn reads at once, so that a head of that size never makes it wait
_TAKEN = frozenset({errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK})  # another process had it, or it is gone
_LET_GO_FIRST = 0.000_1  # seconds for each connection held, until the next is taken
_LET_GO_MOST = 0.002  # seconds: so many connections come in a second all the same
_QUICK = b"GET /api/"
_END = b"\r\n\r\n"
# With one of these in its head a request has a body, changes the protocol, or is answered bit by bit.
_SLOW = (b"\ncontent-length:", b"\ntransfer-encoding:", b"\nupgrade:", b"\nexpect:", b"csv")


class _Gathered:
    """Stands in for the socket: keeps what gunicorn writes, so that it can be sent at once and without waiting."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self._parts.append(bytes(data))

    def content(self) -> bytes:
        return b"".join(self._parts)


class QuickWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A `ThreadWorker` whose polling thread answers what needs no waiting."""

    def accept(self, listener: Any) -> None:  # noqa: ANN401 - gunicorn ships no types
        """Take a new connection; see above for what is different among several processes."""
        if self.cfg.workers == 1:
            super().accept(listener)
            return
        time.sleep(min(self.nr_conns * _LET_GO_FIRST, _LET_GO_MOST))
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _TAKEN:
                return
            raise
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.init()
        conn.sock.settimeout(0.0)  # as gunicorn has those that it polls
        conn.set_timeout()
        self.keepalived_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:  # noqa: ANN401 - as above
        """A kept connection has something to read: answer it here, or hand it to a thread as gunicorn does."""
        if not self._is_whole(conn):
            super().on_client_socket_readable(conn, client)
            return
        try:
            request = next(conn.parser)
        except Exception as error:  # noqa: BLE001 - whatever gunicorn says of a wrong head, it says to the caller
            self.handle_error(None, conn.sock, conn.client, error)
            self._leave_poller(conn)
            self.nr_conns -= 1
            conn.close()
            return
        answer = self._answer(conn, request)
        if answer is None:
            self._leave_poller(conn)
            self._submit(conn, partial(self._handle_parsed, conn, request))
            return
        content, keep = answer
        try:
            sent = conn.sock.send(content)
        except BlockingIOError:
            sent = 0
        except OSError:
            sent, keep = len(content), False  # whoever asked is gone
        if keep and sent == len(content):
            conn.set_timeout()
            self.keepalived_conns.remove(conn)
            self.keepalived_conns.append(conn)  # sorted by when they end, as gunicorn has them
            return
        self._leave_poller(conn)
        self._submit(conn, partial(_send_rest, conn, content[sent:], keep))

    def _is_whole(self, conn: Any) -> bool:  # noqa: ANN401 - as above
        """Whether a request of the kind that may be answered here lies complete in the socket's buffer, and no more."""
        if conn.is_http2 or conn.cfg.is_ssl or conn.parser.unreader.buf.getvalue():
            return False
        try:
            head = conn.sock.recv(_LARGEST_HEAD, socket.MSG_PEEK)
        except OSError:
            return False
        if not head.startswith(_QUICK) or head.find(_END) != len(head) - len(_END):
            return False
        lowered = head.lower()
        return not any(mark in lowered for mark in _SLOW)

    def _answer(self, conn: Any, request: Any) -> tuple[bytes, bool] | None:  # noqa: ANN401 - as above
        """The whole answer, and whether the connection is kept after it; None where it would have to wait."""
        gathered = _Gathered()
        response, environ = wsgi.create(request, gathered, conn.client, conn.server, self.cfg)
        environ["wsgi.multithread"] = True
        if not self.alive or len(self.keepalived_conns) >= self.max_keepalived:
            response.force_close()
        try:
            with hurried():
                parts = self.wsgi(environ, response.start_response)
                try:
                    for part in parts:
                        response.write(part)
                    response.close()
                finally:
                    if hasattr(parts, "close"):
                        parts.close()
        except WouldWaitError:
            return None
        except Exception:  # noqa: BLE001 - a thread meets it again, and gunicorn tells of it
            return None
        return gathered.content(), not response.should_close()

    def _leave_poller(self, conn: Any) -> None:  # noqa: ANN401 - as above
        self.poller.unregister(conn.sock)
        self.keepalived_conns.remove(conn)

    def _submit(self, conn: Any, work: partial[bool]) -> None:  # noqa: ANN401 - as above
        future = self.tpool.submit(work)
        future.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _handle_parsed(self, conn: Any, request: Any) -> bool:  # noqa: ANN401 - as above
        """What `handle` does with a request, once it is read."""
        conn.sock.settimeout(None)
        conn.parser = _Read(conn.parser, request)
        try:
            return bool(self.handle(conn))
        finally:
            conn.parser = conn.parser.parser


class _Read:
    """A parser whose next request was read already."""

    def __init__(self, parser: Any, request: Any) -> None:  # noqa: ANN401 - as above
        self.parser = parser
        self._request = request

    def __next__(self) -> Any:  # noqa: ANN401 - as above
        return self._request

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return getattr(self.parser, name)


def _send_rest(conn: Any, rest: bytes, keep: bool) -> bool:  # noqa: ANN401 - as above
    """Wait for a reader that is slower than its answer; answers whether the connection is kept."""
    conn.sock.settimeout(None)
    conn.sock.sendall(rest)
    return keep
