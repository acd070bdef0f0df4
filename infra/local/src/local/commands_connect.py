"""`shopsight connect` and `shopsight sync`: shop systems that are asked, and that call; where results are sent."""

from __future__ import annotations

import typer

from local.connect_digest import connect_email, connect_slack
from local.connect_lightspeed import connect_lightspeed, sync_lightspeed
from local.connect_marketing import connect_klaviyo, connect_mailchimp
from local.connect_shopify import connect_shopify, sync_shopify
from local.talk import EXIT_CODES

connect = typer.Typer(
    help="Connect a shop system, or where the digest and segments go: try its secret, keep it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
connect.command("shopify", epilog=EXIT_CODES)(connect_shopify)
connect.command("lightspeed", epilog=EXIT_CODES)(connect_lightspeed)
connect.command("slack", epilog=EXIT_CODES)(connect_slack)
connect.command("email", epilog=EXIT_CODES)(connect_email)
connect.command("mailchimp", epilog=EXIT_CODES)(connect_mailchimp)
connect.command("klaviyo", epilog=EXIT_CODES)(connect_klaviyo)

sync = typer.Typer(help="Ask a shop system what is new.", no_args_is_help=True, rich_markup_mode=None)
sync.command("shopify", epilog=EXIT_CODES)(sync_shopify)
sync.command("lightspeed", epilog=EXIT_CODES)(sync_lightspeed)
