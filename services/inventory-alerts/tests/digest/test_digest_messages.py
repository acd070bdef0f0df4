"""The two forms of the digest: what Slack and SendGrid take, by their own descriptions, and what people see."""

from __future__ import annotations

import gzip
import html
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from slack_sdk.models.blocks import Block

from inventory_alerts.digest import Digest, compose
from inventory_alerts.digest_chart import plan_chart
from inventory_alerts.email_delivery import mail_of, message_of, sendgrid_request
from inventory_alerts.email_message import mail_text
from inventory_alerts.email_setup import EmailSetup
from inventory_alerts.recipients import Recipient
from inventory_alerts.slack_message import APPROVE, LONGEST_TEXT, MOST_BLOCKS, SNOOZE, plain_message, slack_message
from inventory_alerts.testing_digest import LONDON, TODAY, alert, morning, reorder
from inventory_alerts.wording import Wording

SPECS = Path(__file__).parents[5] / "shared/data/vendor_specs"
described = pytest.mark.skipif(not SPECS.exists(), reason="../shared/data/vendor_specs is not there")
HOSTILE = '<!channel> & <script>alert(1)</script> | *bold* "quoted"\n- second line'
SETUP = EmailSetup("shop@mugs.example", "Mugs", "sendgrid", api_key="key")


def digest_of(*alerts: Any, **changed: Any) -> Digest:
    return compose(morning(*alerts, **changed), Recipient(recipient_id="buyers", name="Buyers"), {})


def usual() -> Digest:
    return digest_of(
        alert("Blue mug", money_at_stake=Decimal("620.20")),
        alert("Bowl", "overstock", money_kind="carrying_cost", money_at_stake=Decimal(45)),
        alert("Jug", "trending_up", money_at_stake=None, recommended_action="look whether the price is right"),
        reorders=(reorder("Blue mug"),),
    )


def full() -> Digest:
    many = [alert(f"{'Mug ' * 60}{number}", money_at_stake=Decimal(100 + number)) for number in range(14)]
    return digest_of(*many, reorders=tuple(reorder(f"{'Mug ' * 60}{number}") for number in range(14)))


def problems_of(message: dict[str, Any]) -> None:
    """Slack's own model of every block, which raises for what Slack would refuse."""
    parsed = Block.parse_all(message["blocks"])
    assert len(parsed) == len(message["blocks"])
    for block, sent in zip(parsed, message["blocks"], strict=True):
        assert block is not None
        assert block.to_dict() == sent


@pytest.mark.parametrize("buttons", [True, False])
@pytest.mark.parametrize("make", [usual, full, digest_of, lambda: digest_of(sales_until=None)])
def test_slack_takes_every_digest(make: Any, *, buttons: bool) -> None:
    message = slack_message(make(), "d-1", buttons=buttons)
    problems_of(message)
    assert len(message["blocks"]) <= MOST_BLOCKS


def test_the_first_block_and_the_plain_text_are_the_answer() -> None:
    message = slack_message(usual(), "d-1", buttons=True)
    answer = "1 item sells out by Thursday, £620 at risk; 1 to reorder today; 1 selling more; 1 overstocked."
    assert message["text"] == answer
    assert message["blocks"][0] == {"type": "section", "text": {"type": "mrkdwn", "text": answer}}


def test_what_slack_shows_of_an_item() -> None:
    _, notes, mug, jug, bowl = slack_message(usual(), "d-1", buttons=True)["blocks"]
    assert (
        notes["elements"][0]["text"] == "See <https://mugs.example/?to=%2Finventory%3Fstate%3Dopen|all that is open>."
    )
    assert mug["text"]["text"] == (
        "<https://mugs.example/?to=%2Finventory%3Falert%3Dlow_stock-blue-mug%26of%3Dblue-mug|Blue mug> (dublin): "
        "sells out by Thursday, 5 left, *£620 at risk*\nOrder 48 from Acme for £244.80, today."
    )
    assert jug["text"]["text"].endswith("\nLook whether the price is right.")
    assert bowl["text"]["text"].endswith("*£45.00 of carrying cost*")
    assert (mug["accessory"]["action_id"], mug["accessory"]["value"]) == (APPROVE, "r-blue-mug")
    assert (bowl["accessory"]["action_id"], bowl["accessory"]["value"]) == (SNOOZE, "overstock-bowl")


def test_buttons_are_there_only_where_slack_calls_back() -> None:
    assert "accessory" not in json.dumps(slack_message(usual(), "d-1", buttons=False))


@pytest.mark.parametrize("make", [digest_of, lambda: digest_of(sales_until=None)])
def test_one_line_is_one_block(make: Any) -> None:
    assert len(slack_message(make(), "d-1", buttons=True)["blocks"]) == 1


def test_the_worst_digest_still_fits() -> None:
    blocks = slack_message(full(), "d-1", buttons=True)["blocks"]
    assert len(blocks) == MOST_BLOCKS
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert all(len(text) < LONGEST_TEXT for text in texts)
    assert all(len(re.sub(r"<[^|>]*\|", "", text)) < 500 for text in texts)  # what is read: without addresses


def test_no_product_can_call_a_channel_or_draw_a_link() -> None:
    hostile = digest_of(alert(HOSTILE, recommended_action=HOSTILE), reorders=(reorder("Cup", supplier_name=HOSTILE),))
    message = slack_message(hostile, "d-1", buttons=True)
    problems_of(message)
    for block in message["blocks"][2:]:
        text = re.sub(r"<https://mugs\.example/[^|>]*\|[^|<>]*>", "", block["text"]["text"])
        assert "<" not in text
        assert ">" not in text


@described
def test_what_is_posted_is_as_slack_describes_it() -> None:
    described_by = json.loads(gzip.decompress((SPECS / "slack/slack_web_swagger2_2021.json.gz").read_bytes()))
    fields = {one["name"] for one in described_by["paths"]["/chat.postMessage"]["post"]["parameters"]}
    sent = {"channel": "C0123456789", "unfurl_links": False, "unfurl_media": False, **plain_message("hello", "d-1")}
    assert set(sent) - fields == {"metadata"}  # since 2022; the description is of 2021
    asked = {one["name"] for one in described_by["paths"]["/conversations.history"]["get"]["parameters"]}
    assert {"channel", "oldest", "limit", "cursor"} <= asked


def mail_body(digest: Digest, *, chart: bytes | None = b"PNG", link: str | None = None) -> dict[str, Any]:
    plan = plan_chart(digest, Wording(LONDON, TODAY))
    text = mail_text(digest, chart_alt=plan.alt if plan and chart else None, unsubscribe_url=link)
    return {**text.document(), "chart": "UE5H" if chart and plan else None, "unsubscribe_url": link}


@described
@pytest.mark.parametrize("make", [usual, full, digest_of])
def test_what_is_mailed_is_as_sendgrid_describes_it(make: Any) -> None:
    spec = json.loads(gzip.decompress((SPECS / "sendgrid/tsg_mail_v3.openapi3.json.gz").read_bytes()))
    schema = spec["components"]["requestBodies"]["PostMailSend"]["content"]["application/json"]["schema"]
    request = sendgrid_request(SETUP, mail_of(SETUP, mail_body(make()), "ann@mugs.example", "d-1"))
    faults = [
        error.message for error in OAS30Validator({**schema, "components": spec["components"]}).iter_errors(request)
    ]
    assert faults == []
    assert set(request) <= set(schema["properties"])
    assert request["subject"]
    assert [part["type"] for part in request["content"]] == ["text/plain", "text/html"]


def test_the_mails_subject_is_the_answer() -> None:
    body = mail_body(usual())
    assert (
        body["subject"]
        == "1 item sells out by Thursday, £620 at risk; 1 to reorder today; 1 selling more; 1 overstocked"
    )


def test_the_mail_says_the_same_in_both_forms() -> None:
    body = mail_body(usual(), link="https://mugs.example/api/inventory/unsubscribe?recipient=a&signature=b")
    shown = html.unescape(re.sub(r"<[^>]+>", " ", body["html"]))
    for words in (
        "1 item sells out by Thursday",
        "Blue mug (dublin)",
        "sells out by Thursday, 5 left",
        "£620 at risk",
        "Order 48 from Acme for £244.80, today.",
        "Look whether the price is right.",
        "No more of these mails",
    ):
        assert words in body["text"]
        assert words in re.sub(r"\s+", " ", shown)
    for url in (
        "https://mugs.example/?to=%2Finventory%3Falert%3Dlow_stock-blue-mug%26of%3Dblue-mug",
        "https://mugs.example/?to=%2Finventory%3Fstate%3Dopen",
    ):
        assert url in body["text"]
        assert url in body["html"]


def test_the_chart_is_said_in_words() -> None:
    plan = plan_chart(usual(), Wording(LONDON, TODAY))
    assert plan is not None
    assert plan.alt == "Bar chart of what is at stake, by product: Blue mug (dublin) £620; Bowl (dublin) £45.00."
    assert f'alt="{plan.alt}"' in mail_body(usual())["html"]


def test_one_bar_is_no_chart() -> None:
    assert plan_chart(digest_of(alert("Blue mug"), alert("Jug", money_at_stake=None)), Wording(LONDON, TODAY)) is None


def test_no_product_can_put_markup_into_a_mail() -> None:
    body = mail_body(digest_of(alert(HOSTILE), alert("Cup", location_id="<img src=x>")))
    assert "<script" not in body["html"]
    assert "<img src=x" not in body["html"]
    assert "\n" not in body["subject"]


def test_a_mail_loads_nothing_from_anywhere() -> None:
    assert re.findall(r'src="([^"]+)"', mail_body(usual())["html"]) == ["cid:chart"]


def test_a_mail_can_be_ended_by_one_click() -> None:
    link = "https://mugs.example/api/inventory/unsubscribe?recipient=a&signature=b"
    headers = mail_of(SETUP, mail_body(usual(), link=link), "ann@mugs.example", "d-1").headers
    assert headers["List-Unsubscribe"] == f"<{link}>, <mailto:shop@mugs.example?subject=unsubscribe>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_a_public_address_a_mail_is_ended_by_mail() -> None:
    headers = mail_of(SETUP, mail_body(usual()), "ann@mugs.example", "d-1").headers
    assert headers["List-Unsubscribe"] == "<mailto:shop@mugs.example?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in headers


def test_the_mail_as_a_mail_server_gets_it() -> None:
    message = message_of(SETUP, mail_of(SETUP, mail_body(usual()), "ann@mugs.example", "d-1"))
    text, page, picture = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in (text, page, picture)] == ["text/plain", "text/html", "image/png"]
    assert picture["Content-ID"] == "<chart>"
    assert message["Message-ID"] == "<d-1@mugs.example>"  # of every try the same: programs show one of two
    assert message["To"] == "ann@mugs.example"
    sent = message.as_bytes()
    assert sent.isascii()
    assert b"\n" not in sent.replace(b"\r\n", b"")
    assert max(map(len, sent.splitlines())) <= 998  # RFC 5322's longest line
    assert "£620 at risk" in text.get_content()
