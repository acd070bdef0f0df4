"""One way for every command: HTTP, to the suite that holds the data folder or, when none runs, one in this process."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from local.data_folder import DataFolder, RunningSuite, find_running, reachable_host
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError, Progress, log_lines_into, problem_error

if TYPE_CHECKING:  # flask and duckdb cost 200 ms, spent only where no suite runs
    from local.multipart import MultipartForm
    from local.suite import Suite

_ROLE = "owner"  # who may type commands beside the data folder may do with it what its owner may
_SUBJECT = "command-line"
_TIMEOUT_SECONDS = 3600.0  # the silence of a commit of 50 million rows; a suite that dies closes the connection at once
_PIECE = 64 * 1024  # bytes of an answer at a time


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the body as it comes."""

    status: int
    content_type: str
    pieces: Generator[bytes]
    of_demo: bool = False  # what was asked of, or changed, is the demo's

    def document(self) -> dict[str, object]:
        """The JSON document. Raises CommandError for a problem, or for anything that is no document."""
        body = b"".join(self.pieces)
        try:
            document = json.loads(body)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise CommandError(f"The suite answered {self.status} with what is no JSON document", code=UNAVAILABLE)
        if self.status >= http.HTTPStatus.BAD_REQUEST:
            raise problem_error(document, self.status)
        return document

    def lines(self) -> Generator[dict[str, object]]:
        """The documents of an application/x-ndjson body, as they come. Raises CommandError for a problem."""
        if self.status >= http.HTTPStatus.BAD_REQUEST:
            self.document()
        rest = b""
        with closing(self.pieces):
            for piece in self.pieces:
                *complete, rest = (rest + piece).split(b"\n")
                yield from (json.loads(line) for line in complete if line)
        if rest:
            yield json.loads(rest)


class Client(Protocol):
    """Sends requests to the suite; `origin` is where a browser finds it, None when it lives in this process only."""

    @property
    def origin(self) -> str | None: ...

    def request(
        self, method: str, path: str, *, accept: str = "application/json", form: MultipartForm | None = None
    ) -> Answer:
        """Send one request; read its answer before the next. Raises CommandError when the suite does not answer."""

    def settle(self, progress: Progress) -> int:
        """Wait until what was published is in the tables, where nobody goes on with it after the command; answers how
        many events still wait then.
        """


@contextmanager
def open_client(
    folder: DataFolder, environment: Mapping[str, str], progress: Progress, *, role: str = _ROLE
) -> Iterator[Client]:
    """The running suite, or one in this process that holds the folder meanwhile. Raises CommandError."""
    from local.plugs import issuer  # noqa: PLC0415 - `--help` does not need it

    token = issuer(folder, environment).issue(role, _SUBJECT)
    running = find_running(folder)
    if running is not None and _is_ours(running, token):
        with closing(SocketClient(running, token)) as client:
            yield client
        return
    with log_lines_into(folder.log):
        suite = _open_suite(folder, environment, progress)
        try:
            yield ProcessClient(suite, token)
        finally:
            suite.close()


def running_suite(folder: DataFolder, environment: Mapping[str, str], *, role: str) -> Client | None:
    """The running suite, asked as `role`; None where none runs on this folder. Raises CommandError."""
    from local.plugs import issuer  # noqa: PLC0415 - `--help` does not need it

    running = find_running(folder)
    if running is None:
        return None
    token = issuer(folder, environment).issue(role, _SUBJECT)
    return SocketClient(running, token) if _is_ours(running, token) else None


def _open_suite(folder: DataFolder, environment: Mapping[str, str], progress: Progress) -> Suite:
    from local.suite import open_suite  # noqa: PLC0415 - flask and duckdb, which a running suite has already
    from shared.serving import REFUSALS  # noqa: PLC0415 - as above
    from shared.settings import SettingsError  # noqa: PLC0415 - as above

    try:
        return open_suite(folder.root, environment, progress)
    except REFUSALS as refusal:
        code = WRONG_USAGE if isinstance(refusal, SettingsError) else UNAVAILABLE
        raise CommandError("The data folder cannot be opened", *str(refusal).splitlines(), code=code) from refusal


def _is_ours(running: RunningSuite, token: str) -> bool:
    """Whether what answers there knows this folder's key: the port may have passed to another folder's suite."""
    answer = SocketClient(running, token).request("GET", "/api/auth/me")
    b"".join(answer.pieces)
    return answer.status == http.HTTPStatus.OK


class SocketClient:
    """Talks to a running suite."""

    def __init__(self, running: RunningSuite, token: str) -> None:
        self._running = running
        self._token = token
        self._open = ExitStack()  # the connection and its answer, which may have been read in part only

    def close(self) -> None:
        self._open.close()

    @property
    def origin(self) -> str | None:
        return self._running.origin

    def request(
        self, method: str, path: str, *, accept: str = "application/json", form: MultipartForm | None = None
    ) -> Answer:
        self.close()
        connection = http.client.HTTPConnection(
            reachable_host(self._running.host), self._running.port, timeout=_TIMEOUT_SECONDS
        )
        opened = self._open = ExitStack()
        opened.callback(connection.close)
        try:
            connection.putrequest(method, path)
            for name, value in _headers(self._token, accept, form).items():
                connection.putheader(name, value)
            if form is None:
                connection.putheader("Content-Length", "0")
            connection.endheaders()
            self._send(connection, form)
            response = opened.enter_context(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise CommandError(
                f"The suite at {self.origin} does not answer", str(error) or type(error).__name__, code=UNAVAILABLE
            ) from error
        of_demo = response.headers.get("X-Shopsight-Data") == "demo"
        return Answer(response.status, response.headers.get("Content-Type", ""), _read(opened, response), of_demo)

    def settle(self, progress: Progress) -> int:  # noqa: ARG002 - the suite itself goes on with it
        return 0

    @staticmethod
    def _send(connection: http.client.HTTPConnection, form: MultipartForm | None) -> None:
        try:
            while form is not None and (piece := form.read(_PIECE)):
                connection.send(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it refuses the upload before its end; why, it says in its answer


def _read(opened: ExitStack, response: http.client.HTTPResponse) -> Generator[bytes]:
    try:
        while piece := response.read1(_PIECE):
            yield piece
    except (OSError, http.client.HTTPException) as error:
        raise CommandError(
            "The suite ended in the middle of its answer",
            "What it was doing is done whole or not at all. Start it again (shopsight up) and repeat the command:"
            " what was done is not done twice.",
            code=UNAVAILABLE,
        ) from error
    finally:
        opened.close()


class ProcessClient:
    """Sends the same requests to the suite's app in this process."""

    def __init__(self, suite: Suite, token: str) -> None:
        self._suite = suite
        self._client = suite.app.test_client(use_cookies=False)
        self._token = token

    @property
    def origin(self) -> str | None:
        return None

    def request(
        self, method: str, path: str, *, accept: str = "application/json", form: MultipartForm | None = None
    ) -> Answer:
        response = self._client.open(
            path,
            method=method,
            base_url="http://localhost",
            headers=_headers(self._token, accept, None),
            environ_overrides=form.environ() if form else {},
            buffered=False,
        )
        return Answer(response.status_code, response.content_type, _drain(response.iter_encoded(), response.close))

    def settle(self, progress: Progress) -> int:
        from local.settling import settle  # noqa: PLC0415 - as above

        return settle(self._suite, progress)


def _drain(pieces: Iterable[bytes], close: Callable[[], object]) -> Generator[bytes]:
    try:
        yield from pieces
    finally:
        close()


def _headers(token: str, accept: str, form: MultipartForm | None) -> Mapping[str, str]:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    if form is not None:
        headers |= {"Content-Type": form.content_type, "Content-Length": str(form.length)}
    return headers
