"""Who holds a port of this machine, as far as it can be told without being asked to."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path

_PROBE_SECONDS = 1.0  # a server that does not answer its health in a second is not worth waiting for
_LISTENING = "0A"  # TCP_LISTEN in the kernel's table


def is_free(host: str, port: int) -> bool:
    """Whether the port can be listened on now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def who_listens(host: str, port: int) -> str:
    """What is known of the process on a port: another suite, a program by its name, or nothing."""
    if _is_suite(host, port):
        return "another Shopsight suite, of another data folder,"
    holder = _process_on(port)
    return f"{holder[1]} (process {holder[0]})" if holder else "another program"


def _is_suite(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/api/ingest/health/live", headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        return b'"ok"' in answer.read() and answer.status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _process_on(port: int) -> tuple[int, str] | None:
    """The id and name of the process that listens on a port; Linux only, and only processes of the same user."""
    sockets = {
        f"socket:[{fields[9]}]"
        for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
        if table.exists()
        for line in table.read_text(encoding="ascii").splitlines()[1:]
        if (fields := line.split())[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port
    }
    if not sockets:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(handle.readlink()) in sockets for handle in (process / "fd").iterdir()):
                return int(process.name), (process / "comm").read_text(encoding="utf-8").strip()
        except OSError:
            continue  # another user's process, or one that ended meanwhile
    return None
