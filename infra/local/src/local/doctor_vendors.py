"""What the doctor asks of those that are connected: whether they let us in, and still call. Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Any

from ingestion.lightspeed.client import Lightspeed, LightspeedError, LightspeedUnavailableError, shop_url
from ingestion.lightspeed.connecting import SECRET as LIGHTSPEED
from ingestion.lightspeed.connecting import NotConnectedError, ask_retailer, stored_connection
from ingestion.shopify.admin import Admin, AdminError, AdminUnavailableError
from ingestion.shopify.connecting import PATH
from ingestion.shopify.connection import NAME as SHOPIFY
from ingestion.shopify.connection import ConnectionSecretError, read_connection
from ingestion.shopify.topics import REGISTERED
from inventory_alerts import email_setup, slack_setup
from local.doctor_patient import Patient
from segments import klaviyo_target, mailchimp_target
from segments.export_target import TargetError
from shared.diagnosis import Finding, found, ill, well
from shared.secrets import Secrets
from shared.serving import utc_now

_SECONDS = 5.0  # for one answer: somebody waits at a terminal


def shops(patient: Patient) -> Iterator[Finding]:
    """Whether the connected shop systems let us in, and Shopify's webhooks come here."""
    if not patient.secrets.get(SHOPIFY) and not patient.secrets.get(LIGHTSPEED):
        yield well("webhooks", "no shop system is connected")
        return
    if patient.secrets.get(SHOPIFY):
        yield from _shopify(patient)
    if patient.secrets.get(LIGHTSPEED):
        yield from _lightspeed(patient)


def _shopify(patient: Patient) -> Iterator[Finding]:
    again = patient.command("connect shopify --shop NAME.myshopify.com --address https://HOST")
    try:
        connection = read_connection(patient.secrets)
        if connection is None:
            return
        again = again.replace("NAME.myshopify.com", connection.shop)
        admin = Admin(connection, patient.settings.ingestion.shopify_api_url, lambda _: None, _SECONDS)
        admin.ask("shop")
        nodes = list(admin.pages("webhooks", ("webhookSubscriptions",)))
    except ConnectionSecretError as error:
        yield ill("webhooks", str(error), again)
    except AdminError as error:
        yield ill("webhooks", f"Shopify refuses: {error}", again)
    except AdminUnavailableError as error:
        yield ill("webhooks", f"Shopify does not answer: {error}", patient.command("sync shopify"))
    else:
        yield from webhook_findings(nodes, again)


def webhook_findings(nodes: Iterable[Mapping[str, Any]], mend: str) -> Iterator[Finding]:
    """Whether Shopify calls about every topic, at one address."""
    ours = {node["topic"]: node["uri"] for node in nodes if str(node["uri"]).endswith(PATH)}
    missing = [topic for topic in REGISTERED if topic.replace("/", "_").upper() not in ours]
    ills = []
    if not ours:
        ills.append(ill("webhooks", "Shopify calls nowhere: what happens there is noticed an hour later", mend))
    elif missing:
        ills.append(ill("webhooks", f"Shopify does not call about {', '.join(missing)}", mend))
    elif len(set(ours.values())) > 1:
        ills.append(ill("webhooks", f"Shopify calls at {len(set(ours.values()))} addresses", mend))
    yield from found("webhooks", ills, "Shopify calls about everything, at one address")


def _lightspeed(patient: Patient) -> Iterator[Finding]:
    again = patient.command("connect lightspeed --domain PREFIX")
    try:
        connection = stored_connection(patient.secrets)
        again = again.replace("PREFIX", connection.domain_prefix)
        url = shop_url(patient.settings.ingestion.lightspeed_api_url, connection.domain_prefix)
        with closing(Lightspeed(url, connection.token, pause=_not_waited_for, now=utc_now)) as lightspeed:
            retailer = ask_retailer(lightspeed)
    except NotConnectedError as error:
        yield ill("webhooks", str(error), again)
    except LightspeedError as error:
        yield ill("webhooks", f"Lightspeed: {error}", again)
    else:
        wrong = retailer.mismatches(patient.shop)
        mend = f"$EDITOR {patient.folder.root / 'shop.toml'}"
        yield from found("webhooks", [ill("webhooks", one, mend) for one in wrong], "Lightspeed lets us in")


def _not_waited_for(_seconds: float) -> None:
    raise LightspeedUnavailableError("it asks to wait, or does not answer")


def marketing(patient: Patient) -> Iterator[Finding]:
    """Whether the accounts that segments are exported to take them, and tell who withdraws."""
    settings, anything = patient.settings.segments, False
    for name, words, module, url in (
        (
            "mailchimp",
            "connect mailchimp --audience ID --address https://HOST",
            mailchimp_target,
            settings.mailchimp_api_url,
        ),
        ("klaviyo", "connect klaviyo --address https://HOST", klaviyo_target, settings.klaviyo_api_url),
    ):
        held = patient.secrets.get(name)
        if not held:
            continue
        anything = True
        mend = patient.command(words)
        try:
            state = module.connect(patient.secrets, url).test()
        except TargetError as error:
            yield ill("marketing", f"{name}: {error}", mend)
            continue
        if not state.ok:
            yield ill("marketing", f"{name}: {state.words}", mend)
        elif not _webhook_secret(held):
            yield ill("marketing", f"{name} cannot tell who unsubscribes: its webhooks have no secret", mend)
        else:
            yield well("marketing", f"{name} takes exports, as {state.account}")
    if not anything:
        yield well("marketing", "nowhere to export to is connected")


def _webhook_secret(held: str) -> str:
    try:
        return str(json.loads(held).get("webhook_secret") or "")
    except (ValueError, AttributeError):
        return ""


def digest(patient: Patient) -> Iterator[Finding]:
    """Whether what the digest goes out by can be read. Nothing is sent."""
    alerts, ways = patient.settings.inventory_alerts, []
    ills = []
    if patient.secrets.get(slack_setup.SECRET):
        try:
            slack_setup.read_setup(
                patient.secrets, slack_setup.SlackAddresses(alerts.slack_api_url, alerts.slack_hooks_url)
            )
            ways.append("Slack")
        except slack_setup.SlackSetupError as error:
            ills.append(ill("digest", str(error), patient.command("connect slack --channel C0123456789")))
    if _any(patient.secrets, email_setup.SENDGRID, email_setup.SMTP):
        try:
            email_setup.read_setup(patient.secrets)
            ways.append("e-mail")
        except email_setup.EmailSetupError as error:
            ills.append(ill("digest", str(error), patient.command("connect email --sender ADDRESS")))
    yield from found("digest", ills, f"goes out by {' and '.join(ways)}" if ways else "goes nowhere but the page")


def _any(secrets: Secrets, *names: str) -> bool:
    return any(secrets.get(name) for name in names)
