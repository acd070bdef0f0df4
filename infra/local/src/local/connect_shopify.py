"""`shopsight connect shopify` and `shopsight sync shopify`."""

from __future__ import annotations

import getpass
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from local.data_folder import DataFolder
from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import REFUSED, UNAVAILABLE, WRONG_USAGE, CommandError, answer, problem_error, progress_talk, say

if TYPE_CHECKING:  # imported by the command when it runs
    from ingestion.shopify.connecting import Connected

_TOKEN, _SECRET = "SHOPIFY_TOKEN", "SHOPIFY_SECRET"
_LONGEST = 300  # characters of a token: Shopify's have 38


def connect_shopify(
    *,
    shop: Annotated[str, typer.Option("--shop", metavar="NAME.myshopify.com", help="The shop's own address.")],
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="https://HOST", help="Where Shopify reaches this suite; for webhooks."),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Connect a Shopify shop: try the token, keep the secret, subscribe to webhooks.

    The app's client id (of an older app its access token) and its secret are asked for, or read from SHOPIFY_TOKEN and
    SHOPIFY_SECRET, or from standard input, a line each; never from arguments, which others on a machine can read. Doing
    it again changes only what was given anew.
    """
    from ingestion.shopify.connection import shop_domain  # noqa: PLC0415 - `--help` does not need it

    domain = shop_domain(shop)
    if domain is None:
        raise CommandError(f"{shop[:100]!r} is no shop's own address", "It is NAME.myshopify.com", code=WRONG_USAGE)
    if address is not None and not address.startswith("https://"):
        raise CommandError("Shopify sends webhooks to https:// addresses only", code=WRONG_USAGE)
    token, secret = _secrets()
    folder = data_folder(data_dir)
    connected = _connected(folder, domain, token, secret, address)
    _adopt(folder, connected)
    if as_json:
        answer(
            json.dumps(
                {
                    "shop": connected.shop,
                    "webhooks": connected.address if address else None,
                    "made": connected.made,
                    "moved": connected.moved,
                    "kept": connected.kept,
                }
            )
        )
        return
    answer(f"connected: {connected.shop}, {connected.currency}, {connected.time_zone}, {connected.locations} locations")
    if address is None:
        say("No webhooks were subscribed to: Shopify has to reach the suite from outside, over https.")
        say("With a public address (a reverse proxy, a tunnel, Cloud Run): give --address https://HOST")
        say(f"Without one, compare by the hour: {command_for('sync shopify', folder)}")
    else:
        answer(f"webhooks at {connected.address}: {connected.made} new, {connected.moved} moved, {connected.kept} kept")
        say("In the app's settings at Shopify, enter the same address for customers/redact, customers/data_request and")
        say("shop/redact: these cannot be subscribed to from here.")
        say(f"For products, stock and what was missed: {command_for('sync shopify', folder)}")


def _secrets() -> tuple[str, str]:
    """The token and the secret: of the environment, of a terminal where nothing shows, or of standard input."""
    given = [os.environ.get(_TOKEN, ""), os.environ.get(_SECRET, "")]
    for place, name in enumerate(("Client id of the app, or its access token (shpat_...)", "Client secret of the app")):
        if given[place]:
            continue
        given[place] = getpass.getpass(f"{name}: ") if sys.stdin.isatty() else sys.stdin.readline()
    token, secret = (text.strip() for text in given)
    if not token or not secret or len(token) > _LONGEST or len(secret) > _LONGEST:
        raise CommandError(
            "The client id (or token) and the secret are both needed",
            f"Type them when asked, pipe them in (a line each), or set {_TOKEN} and {_SECRET}",
            code=WRONG_USAGE,
        )
    return token, secret


def _connected(folder: DataFolder, shop: str, token: str, secret: str, address: str | None) -> Connected:
    from ingestion.settings import Settings  # noqa: PLC0415 - as above
    from ingestion.shopify.admin import Admin, AdminError, AdminUnavailableError  # noqa: PLC0415 - as above
    from ingestion.shopify.connecting import connect_shop  # noqa: PLC0415 - as above
    from ingestion.shopify.connection import Connection  # noqa: PLC0415 - as above
    from local.plugs import open_secrets, open_store  # noqa: PLC0415 - as above
    from shared.settings import SettingsError, read  # noqa: PLC0415 - as above

    try:
        settings = read(Settings, {**os.environ, "DATA_DIR": str(folder.root)})
        admin = Admin(Connection(shop, token, secret), settings.shopify_api_url)
        kept = open_secrets(folder, os.environ)
        return connect_shop(kept, open_store(folder, os.environ), admin, address=address)
    except SettingsError as error:
        raise CommandError("The settings will not do", *str(error).splitlines(), code=WRONG_USAGE) from error
    except AdminError as error:
        raise CommandError("Shopify refuses", str(error), code=REFUSED) from error
    except AdminUnavailableError as error:
        raise CommandError("Shopify does not answer", str(error), code=UNAVAILABLE) from error


def _adopt(folder: DataFolder, connected: Connected) -> None:
    """While nobody has set them and nothing was loaded, the shop's currency, time zone and country are Shopify's."""
    from local.client import open_client  # noqa: PLC0415 - as above
    from local.plugs import open_store  # noqa: PLC0415 - as above
    from shared.shop import shop_settings, write_shop_settings  # noqa: PLC0415 - as above

    shop = shop_settings(folder.root, os.environ)
    if not shop.configured and connected.country is not None and not os.environ.get("WAREHOUSE_URL"):
        with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
            answered = client.request("GET", "/api/ingest/loads?limit=1")
            loads = answered.document()["items"]
        if answered.of_demo or not loads:
            write_shop_settings(
                folder.root,
                SHOP_TIMEZONE=connected.time_zone,
                SHOP_CURRENCY=connected.currency,
                SHOP_COUNTRY=connected.country,
            )
            open_store(folder, os.environ).put("shop/time_zone", connected.time_zone.encode())
            return
    if shop.currency != connected.currency:
        say(f"Shopify's amounts are in {connected.currency}, this shop's in {shop.currency} (SHOP_CURRENCY):")
        say("no order can be taken until they agree.")
    if shop.time_zone != connected.time_zone:
        say(f"Shopify's days are those of {connected.time_zone}, this shop's of {shop.time_zone} (SHOP_TIMEZONE):")
        say("the same sale may lie on another day there.")


def sync_shopify(
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From when on; else from the last time on.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Compare with Shopify: what no webhook told is asked for and taken, and the difference is said."""
    folder = data_folder(data_dir)
    report = _report(folder, since)
    if as_json:
        answer(json.dumps(report))
        return
    answer(f"compared with {report['shop']} until {report['compared_until']}")
    for row in report["kinds"]:
        refused = f", {row['refused']:,} not taken" if row["refused"] else ""
        answer(f"  {row['kind']}: {row['changed']:,} changed, {row['missed']:,} had been missed{refused}")
    for row in report["counts"]:
        answer(f"  webhooks, {row['name']}: {row['times']:,}")
    for note in report["notes"]:
        answer(f"  note: {note}")
    if report["set_aside"]:
        say(f"{report['set_aside']:,} webhooks are set aside, for a week (docs/shopify.md).")


def _report(folder: DataFolder, since: str | None) -> dict[str, Any]:
    from local.client import open_client  # noqa: PLC0415 - `--help` does not need it

    if since is not None and len(since) == len("2026-03-01"):
        since += "T00:00:00Z"
    path = "/api/ingest/shopify/reconcile" + (f"?since={quote(since, safe='')}" if since else "")
    with progress_talk() as progress, open_client(folder, os.environ, progress) as client:
        for line in client.request("POST", path, accept="application/x-ndjson").lines():
            problem, report = line.get("problem"), line.get("report")
            if isinstance(problem, dict):
                raise problem_error(problem, int(problem.get("status", 500)))
            if isinstance(report, dict):
                return report
            told = line.get("progress")
            if isinstance(told, list):
                progress(str(told[0]), int(told[1]), int(told[2]))
    raise CommandError("The suite broke off", code=UNAVAILABLE)
