"""`shopsight up`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from local.data_folder import find_running, reachable_host
from local.options import DEFAULT_DATA_DIR, DataDir, command_for, data_folder
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError

_HIGHEST_PORT = 65535


def up(
    *,
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=_HIGHEST_PORT, help="Where to listen.")] = 8080,
    host: Annotated[
        str, typer.Option(envvar="HOST", help="Address to listen on. Beyond 127.0.0.1, set ALLOWED_HOSTS too.")
    ] = "127.0.0.1",
    empty: Annotated[bool, typer.Option("--empty", help="Do not show the demo where the shop holds no load.")] = False,
    speed: Annotated[
        int, typer.Option(envvar="DEMO_SPEED", min=1, max=3600, help="How fast the demo goes on; 60: an hour a minute.")
    ] = 1,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Start the suite: all services and the page, until ctrl-C.

    It shows the shop that was loaded. While nothing was, or with USE_MOCK_DATA=true, it shows a demo, an invented shop,
    which it makes first where there is none. Prints an address with a one-time code that signs the browser in.
    """
    folder = data_folder(data_dir)
    running = find_running(folder)
    if running is not None:
        raise CommandError(
            f"A suite runs on this data folder already, at {running.origin} (process {running.pid})",
            f"To sign a browser in: {command_for('token --role owner --link', folder)}",
            "To start it anew, end that process first.",
            code=UNAVAILABLE,
        )
    from local.ports import is_free, who_listens  # noqa: PLC0415 - needed by this command only

    if not is_free(host, port):
        raise CommandError(
            f"Port {port} of {host} is taken by {who_listens(host, port)}",
            f"Choose another: {command_for(f'up --port {port + 1 if port < _HIGHEST_PORT else port - 1}', folder)}",
            code=UNAVAILABLE,
        )
    from local.server import run  # noqa: PLC0415 - gunicorn and pydantic, needed by this command only
    from local.settings import read_every_setting  # noqa: PLC0415 - as above
    from shared.serving import REFUSALS  # noqa: PLC0415 - as above
    from shared.settings import SettingsError  # noqa: PLC0415 - as above

    try:
        given = {"HOST": host, "PORT": str(port), "DEMO_SPEED": str(speed)}
        here = {"PUBLIC_URL": f"http://{reachable_host(host)}:{port}"}  # links begin with it
        settings = read_every_setting(folder.root, {**here, **os.environ, **given})
        if empty and settings.suite.use_mock_data:
            raise SettingsError("USE_MOCK_DATA: asks for the demo, and --empty for none; leave one of them out")
        threads, sockets = settings.suite.threads, settings.revenue.live_viewers
        run(folder, settings.environment, host=host, port=port, threads=threads, sockets=sockets, empty=empty)
    except REFUSALS as refusal:
        code = WRONG_USAGE if isinstance(refusal, SettingsError) else UNAVAILABLE
        raise CommandError("The suite cannot start", *str(refusal).splitlines(), code=code) from refusal
