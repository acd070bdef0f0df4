"""`shopsight connect lightspeed` and `shopsight sync lightspeed`."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import (
    DONE,
    INTERRUPTED,
    REFUSED,
    SOME_REJECTED,
    UNAVAILABLE,
    WRONG_USAGE,
    CommandError,
    Progress,
    answer,
    problem_error,
    progress_talk,
    say,
)

if TYPE_CHECKING:  # imported by the command when it runs
    from ingestion.lightspeed.connecting import Connection, Retailer
    from shared.shop import Shop

_TOKEN = "LIGHTSPEED_TOKEN"  # noqa: S105 - the name of a variable, not a token
_LONGEST = 1000  # characters of a token: a personal one has under 100, one of OAuth's a few hundred


def connect_lightspeed(
    *,
    domain: Annotated[
        str,
        typer.Option("--domain", metavar="PREFIX", help="The shop's domain prefix: PREFIX.retail.lightspeed.app."),
    ],
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Connect a Lightspeed shop (X-Series): try the token, keep it, say what was found.

    The token is asked for, or read from LIGHTSPEED_TOKEN or from standard input; never from an argument, which others
    on a machine can read. It is kept only when it opens the shop.
    """
    from ingestion.lightspeed.client import DOMAIN_PREFIX  # noqa: PLC0415 - `--help` does not need it

    prefix = domain.strip().lower().removeprefix("https://").partition(".")[0]
    if not DOMAIN_PREFIX.fullmatch(prefix):
        raise CommandError(
            f"{domain[:100]!r} is no domain prefix",
            "In https://PREFIX.retail.lightspeed.app it is PREFIX",
            code=WRONG_USAGE,
        )
    token = _token()
    folder = data_folder(data_dir)
    retailer, shop = _connected(folder, prefix, token)
    told = retailer.mismatches(shop) if shop.configured else []
    if as_json:
        answer(json.dumps(_document(prefix, retailer, told)))
        return
    known = [retailer.name, retailer.currency, retailer.time_zone]
    answer(f"connected: {', '.join(one for one in known if one)}, {len(retailer.outlets)} outlets")
    for name, zone in retailer.outlets:
        answer(f"  {name}{f', {zone}' if zone and zone != retailer.time_zone else ''}")
    for mismatch in told:
        answer(f"  note: {mismatch}")
    if not shop.configured:
        say("Nobody has said yet what this shop's currency and time zone are: the first sync takes Lightspeed's.")
    say(f"To bring everything over: {command_for('sync lightspeed', folder)}")


def _document(prefix: str, retailer: Retailer, told: list[str]) -> dict[str, Any]:
    return {
        "domain_prefix": prefix,
        "retailer": retailer.name,
        "currency": retailer.currency,
        "time_zone": retailer.time_zone,
        "outlets": [{"name": name, "time_zone": zone} for name, zone in retailer.outlets],
        "mismatches": told,
    }


def _token() -> str:
    """The token: of the environment, of a terminal where nothing shows, or of standard input."""
    given = os.environ.get(_TOKEN, "")
    if not given:
        given = getpass.getpass("Lightspeed token: ") if sys.stdin.isatty() else sys.stdin.readline()
    token = given.strip()
    if not token or len(token) > _LONGEST or not (token.isascii() and token.isprintable()):
        raise CommandError(
            "A token is needed",
            f"Type it when asked, pipe it in, or set {_TOKEN}",
            "In Lightspeed: Setup > Personal Tokens > Add Token",
            code=WRONG_USAGE,
        )
    return token


def _connected(folder: DataFolder, prefix: str, token: str) -> tuple[Retailer, Shop]:
    """What the token opens; it is kept then."""
    from ingestion.lightspeed.connecting import Connection, store_connection  # noqa: PLC0415 - as above
    from local.plugs import open_secrets  # noqa: PLC0415 - as above
    from shared.shop import ShopSettingsError, shop_settings  # noqa: PLC0415 - as above

    connection = Connection(prefix, token)
    try:
        shop = shop_settings(folder.root, os.environ)
    except ShopSettingsError as error:
        raise CommandError("The shop's settings will not do", *error.problems, code=WRONG_USAGE) from error
    retailer = _asked(folder, connection)
    store_connection(open_secrets(folder, os.environ), connection)
    return retailer, shop


def _asked(folder: DataFolder, connection: Connection) -> Retailer:
    from ingestion.lightspeed.client import (  # noqa: PLC0415 - as above
        Lightspeed,
        LightspeedRefusedError,
        LightspeedUnavailableError,
        shop_url,
    )
    from ingestion.lightspeed.connecting import ask_retailer  # noqa: PLC0415 - as above
    from ingestion.settings import Settings  # noqa: PLC0415 - as above
    from shared.serving import utc_now  # noqa: PLC0415 - as above
    from shared.settings import SettingsError, read  # noqa: PLC0415 - as above

    try:
        settings = read(Settings, {**os.environ, "DATA_DIR": str(folder.root)})
        url = shop_url(settings.lightspeed_api_url, connection.domain_prefix)
        with closing(Lightspeed(url, connection.token, now=utc_now)) as lightspeed:
            return ask_retailer(lightspeed)
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error
    except LightspeedRefusedError as error:
        raise CommandError("Nothing was connected", str(error), code=REFUSED) from error
    except LightspeedUnavailableError as error:
        raise CommandError("Nothing was connected", str(error), code=UNAVAILABLE) from error


def sync_lightspeed(
    *,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Read everything again; what is known stays as it is.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Bring over what is new at Lightspeed; the first time everything.

    Stopped anywhere, the next one goes on from there.
    """
    folder = data_folder(data_dir)
    try:
        report, origin = _report(folder, from_start=from_start)
    except KeyboardInterrupt:
        again = command_for("sync lightspeed", folder)
        raise CommandError("stopped", f"What came over stays; `{again}` goes on from there", code=INTERRUPTED) from None
    if as_json:
        answer(json.dumps(report))
    else:
        for line in _lines(report):
            answer(line)
        say(f"The figures follow within seconds: {origin}/" if origin else f"To see them: {command_for('up', folder)}")
    raise typer.Exit(SOME_REJECTED if report["set_aside"] else DONE)


def _report(folder: DataFolder, *, from_start: bool) -> tuple[dict[str, Any], str | None]:
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    path = "/api/ingest/lightspeed/sync" + ("?from_start=true" if from_start else "")
    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        with closing(client.request("POST", path, accept="application/x-ndjson").lines()) as lines:
            report = _last_line(lines, progress)
        if left := client.settle(progress):
            say(f"{left:,} events wait to be brought into the tables: {command_for('up', folder)} goes on with them")
        return report, client.origin


def _last_line(lines: Iterable[dict[str, object]], progress: Progress) -> dict[str, Any]:
    for line in lines:
        problem, report, told = line.get("problem"), line.get("report"), line.get("progress")
        if isinstance(problem, dict):
            raise problem_error(problem, int(problem["status"]))
        if isinstance(told, list):
            progress(str(told[0]), int(told[1]), int(told[2]))
        if isinstance(report, dict):
            return report
    raise CommandError("The suite ended before the sync did", "The next one goes on from there", code=UNAVAILABLE)


def _lines(report: dict[str, Any]) -> list[str]:
    """The contract's LightspeedReport as text."""
    lines = [f"synced with {report['retailer'] or report['domain_prefix']}"]
    for one in report["entities"]:
        since = f" since version {one['from_version']}" if one["from_version"] else ""
        line = f"  {one['entity']}: {one['read']:,} read{since}, {one['published']:,} brought over"
        lines.append(line + "".join(f", {kept['items']:,} {_words(kept['reason'])}" for kept in one["left_out"]))
        lines += [f"    set aside, {kept['reason']}: {kept['items']:,}" for kept in one["set_aside"]]
        lines += [f"      {item['id']}: {item['reason']} ({item['field']})" for item in one["examples"]]
    return lines + [f"note: {note}" for note in report["notes"]]


def _words(reason: str) -> str:
    return reason.replace("_", " ")
