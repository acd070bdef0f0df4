"""The data folder: where everything of one shop lies on this machine, and what tells that a suite holds it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

_PROBE_SECONDS = 2.0  # a suite in the middle of a load still answers its health in well under one


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The parts of a data folder that the suite and the command line share; `root` is absolute."""

    root: Path

    @property
    def rejected(self) -> Path:
        """Where the command line leaves the rows a load rejected."""
        return self.root / "shop" / "rejected"

    @property
    def log(self) -> Path:
        """Lines of JSON, while there is a person at the terminal who would have to read past them."""
        return self.root / "suite.log"

    @property
    def suite(self) -> Path:
        """Written by a running suite, so that the command line finds it."""
        return self.root / "suite.json"


def open_data_folder(path: Path) -> DataFolder:
    """The folder, made for its owner only when it is not there. Raises OSError."""
    root = path.expanduser().absolute()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return DataFolder(root)


@dataclass(frozen=True, slots=True)
class RunningSuite:
    """What `suite.json` says: the server's process, and where it listens."""

    pid: int
    host: str
    port: int
    started_at: str

    @property
    def origin(self) -> str:
        """The address a browser or the command line on this machine opens."""
        return f"http://{reachable_host(self.host)}:{self.port}"


def reachable_host(host: str) -> str:
    """How the machine itself reaches a server that listens on `host`, as it stands in a URL."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{name}]" if ":" in name else name


def write_running(folder: DataFolder, *, pid: int, host: str, port: int) -> None:
    """Tell the command line that a suite runs."""
    suite = RunningSuite(pid, host, port, datetime.now(UTC).isoformat(timespec="seconds"))
    part = folder.suite.with_suffix(f".{pid}.part")
    part.write_text(json.dumps(asdict(suite)) + "\n", encoding="utf-8")
    part.replace(folder.suite)


def forget_running(folder: DataFolder, pid: int) -> None:
    """Take back what `write_running` said, if it was this process that said it."""
    said = find_said(folder)
    if said is not None and said.pid == pid:
        folder.suite.unlink(missing_ok=True)


def find_running(folder: DataFolder) -> RunningSuite | None:
    """The suite that holds the folder; None when there is none, or what it left behind is stale."""
    said = find_said(folder)
    return said if said is not None and _lives(said.pid) and _answers(said) else None


def find_said(folder: DataFolder) -> RunningSuite | None:
    """What `suite.json` says, true or stale."""
    try:
        said = json.loads(folder.suite.read_text(encoding="utf-8"))
        return RunningSuite(int(said["pid"]), str(said["host"]), int(said["port"]), str(said["started_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # no suite, or a file that a full disk cut short


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's process: it lives
    return True


def _answers(suite: RunningSuite) -> bool:
    import http.client  # noqa: PLC0415 - 25 ms that `--help` does not need

    connection = http.client.HTTPConnection(reachable_host(suite.host), suite.port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/api/ingest/health/live")
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return answer.status == http.HTTPStatus.OK
    finally:
        connection.close()
