"""The process that is killed in the middle of an export: exports once a line that it reads, and says what came."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

from segments import klaviyo_target, mailchimp_target
from segments.export_desk import Outlet
from segments.export_target import Target
from segments.klaviyo_client import Klaviyo
from segments.klaviyo_setup import read_setup as klaviyo_setup
from segments.mailchimp_client import Mailchimp
from segments.mailchimp_setup import read_setup as mailchimp_setup
from segments.marketing_patience import Patience
from shared.secrets import Secrets
from tests.benchmarks.exports_shop import export_once, opened

_FIRST_PAUSE, _PAUSES = 0.01, 0.02  # seconds; of pauses the share that is waited: a stand-in mends at once


def target(secrets: Secrets, name: str, url: str, batch: int) -> Target:
    """The vendor's target as the service opens it, but for its pauses and the size of its batches."""
    patience = Patience(first_pause=_FIRST_PAUSE)
    made: mailchimp_target.MailchimpTarget | klaviyo_target.KlaviyoTarget
    if name == "mailchimp":
        made = mailchimp_target.MailchimpTarget(Mailchimp(mailchimp_setup(secrets, url)), patience)
    else:
        client = Klaviyo(klaviyo_setup(secrets, url))
        made = klaviyo_target.KlaviyoTarget(client, patience, polls=(0.02, 30.0))
    made.batch_size = batch
    return made


def _same(made: Target) -> Target:
    return made


def _short(seconds: float) -> None:
    time.sleep(seconds * _PAUSES)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        with opened(Path(told["folder"])) as desk:
            made = target(desk.secrets, told["target"], told["url"], told["batch"])
            ended = export_once(Outlet(desk, {told["target"]: partial(_same, made)}, pause=_short), told["target"])
        print(json.dumps({"state": ended.state, "error": ended.error, "export_id": ended.export_id}), flush=True)


if __name__ == "__main__":
    main()
