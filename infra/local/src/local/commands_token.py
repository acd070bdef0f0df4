"""`shopsight token`."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from local.data_folder import DataFolder, find_running
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import UNAVAILABLE, WRONG_USAGE, CommandError, answer, say
from shared.auth import ROLES


def token(
    *,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    link: Annotated[bool, typer.Option("--link", help="Print an address that signs one browser in, once.")] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="Make every token and session of the role worthless.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print a bearer token, good for 15 minutes, for a role.

    Use it as: curl -H "Authorization: Bearer $(shopsight token --role viewer)" ...
    """
    if role not in ROLES:
        raise CommandError(f"There is no role {role!r}", f"Roles are: {', '.join(ROLES)}", code=WRONG_USAGE)
    if link and revoke:
        raise CommandError("--link and --revoke exclude one another", code=WRONG_USAGE)
    folder = data_folder(data_dir)
    if revoke:
        _revoke(folder, role, as_json=as_json)
    elif link:
        _link(folder, role, as_json=as_json)
    else:
        _token(folder, role, as_json=as_json)


def _token(folder: DataFolder, role: str, *, as_json: bool) -> None:
    from local.plugs import issuer  # noqa: PLC0415 - jwt and pydantic: 0.2 s that `--help` does not need
    from shared.auth.tokens import LONGEST_LIFE_SECONDS  # noqa: PLC0415 - as above

    issued = issuer(folder, os.environ).issue(role, f"command-line:{role}")
    if as_json:
        answer(json.dumps({"token": issued, "role": role, "expires_in": LONGEST_LIFE_SECONDS}))
        return
    answer(issued)
    running = find_running(folder)
    if running is None:
        say(f"No suite runs on this data folder; start it with: {command_for('up', folder)}")
    else:
        say(f'Good for 15 minutes: curl -H "Authorization: Bearer …" {running.origin}/api/revenue/current')


def _link(folder: DataFolder, role: str, *, as_json: bool) -> None:
    from local.plugs import open_store  # noqa: PLC0415 - pydantic: 0.2 s that `--help` does not need
    from shared.auth.sessions import CODE_SECONDS, create_code  # noqa: PLC0415 - as above

    running = find_running(folder)
    if running is None:
        raise CommandError(
            "No suite runs on this data folder, so there is nothing to sign in to",
            f"Start it with: {command_for('up', folder)}",
            code=UNAVAILABLE,
        )
    address = f"{running.origin}/#code={create_code(open_store(folder, os.environ), role)}"
    answer(json.dumps({"link": address, "role": role, "expires_in": CODE_SECONDS}) if as_json else address)
    if not as_json:
        say(f"Open it within {CODE_SECONDS // 60} minutes; it signs one browser in, once.")


def _revoke(folder: DataFolder, role: str, *, as_json: bool) -> None:
    from local.plugs import open_store  # noqa: PLC0415 - pydantic: 0.2 s that `--help` does not need
    from shared.auth.role_versions import CACHE_SECONDS, revoke_role  # noqa: PLC0415 - as above

    version = revoke_role(open_store(folder, os.environ), role)
    if as_json:
        answer(json.dumps({"role": role, "version": version}))
    else:
        say(f"Every token and session of the role {role} is worthless, within {CACHE_SECONDS:.0f} seconds.")
        say(f"For a new one: {command_for(f'token --role {role}', folder)}")
