"""For tests: a small shop's files, a command's words, and a suite that runs as a user starts it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from local.data_folder import DataFolder
from local.plugs import open_store
from shared.auth.sessions import create_code

SHOPSIGHT = Path(sys.executable).with_name("shopsight")
START_SECONDS = 60  # far above the 1.5 a start takes: a loaded machine must not fail the tests
END_SECONDS = 30  # the same for ending, which takes under 8

SALES = """order_id,line_no,occurred_at,product_id,quantity,unit_price
1001,1,2024-03-01T10:00:00Z,mug,2,8.50
1001,2,2024-03-01T10:00:00Z,plate,1,12.00
1002,1,2024-03-02T15:30:00Z,mug,1,8.50
"""
PRODUCTS = """product_id,sku,title,price,unit_cost
mug,MUG-1,Mug,8.50,3.10
plate,PLATE-1,Plate,12.00,
"""
NET_TOTAL = "37.50"


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    talk: str

    @property
    def document(self) -> dict[str, object]:
        """The answer to --json."""
        document: dict[str, object] = json.loads(self.out)
        return document


Shopsight = Callable[..., Said]  # shopsight("load", "--format", "canonical", folder)


@dataclass(frozen=True)
class Up:
    """A suite that runs."""

    process: subprocess.Popen[str]
    data_dir: Path
    port: int
    link: str

    @property
    def origin(self) -> str:
        """The address of the suite."""
        return f"http://127.0.0.1:{self.port}"

    def new_code(self, role: str = "owner") -> str:
        """A one-time code, as the link holds one."""
        return create_code(open_store(DataFolder(self.data_dir), {}), role)

    def signed_in(self) -> dict[str, str]:
        """The header a browser sends once it is signed in as the owner."""
        _, headers, _ = self.ask("POST", "/api/auth/session", body={"code": self.new_code()})
        return {"Cookie": str(headers["Set-Cookie"]).partition(";")[0]}

    def ask(
        self, method: str, path: str, *, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request over the wire: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            typed = {} if body is None else {"Content-Type": "application/json"}
            connection.request(method, path, content, {**typed, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def end(self, sent: signal.Signals = signal.SIGTERM) -> str:
        """Ask the suite to end and wait for it; answers what it still said."""
        self.process.send_signal(sent)
        return self.process.communicate(timeout=END_SECONDS)[1] or ""


@contextmanager
def started(
    data_dir: Path,
    *arguments: str,
    environment: dict[str, str] | None = None,
    empty: bool = True,
    port: int | None = None,
    log: Path | None = None,
) -> Iterator[Up]:
    """`shopsight up` on a free port, until the end of the block. Raises AssertionError with its words if it ends.

    Where nothing was loaded it starts without data, unless not `empty`: then it shows the demo. What it says goes to
    `log`, for who asks it more than some hundred times: a pipe that nobody reads is full by then, and the suite waits.
    """
    port = port or free_port()
    command = [str(SHOPSIGHT), "up", "--data-dir", str(data_dir), "--port", str(port), *arguments]
    command += ["--empty"] if empty else []
    with log.open("a", encoding="utf-8") if log else nullcontext(subprocess.PIPE) as said:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**clean_environment(), **(environment or {})},
            start_new_session=True,  # so that its processes can be told from all others
        )
    try:
        link = process.stdout.readline().strip() if process.stdout else ""
        if not link:
            raise AssertionError(f"the suite did not start: {process.communicate(timeout=END_SECONDS)[1]}")
        yield Up(process, data_dir, port, link)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def clean_environment() -> dict[str, str]:
    """This process's environment without the suite's own settings, and no clock: its jobs would take half a machine."""
    ours = (
        "DATA_DIR",
        "PORT",
        "HOST",
        "ALLOWED_HOSTS",
        "SHOP_",
        "WAREHOUSE_URL",
        "STORE_URL",
        "EVENT_BUS_URL",
        "SCHEDULE_URL",
        "PUSH_",
        "SECRETS_URL",
        "USE_MOCK",
        "JOBS_BY_CLOCK",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # Whether a dashboard was built must make no difference: tests of it say where theirs is.
    return {**kept, "JOBS_BY_CLOCK": "false", "DASHBOARD_DIR": "none"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
