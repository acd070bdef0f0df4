"""Both vendors on this machine, and our targets in front of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from segments.klaviyo_client import Klaviyo
from segments.klaviyo_setup import KlaviyoSetup
from segments.klaviyo_target import KlaviyoTarget
from segments.mailchimp_client import Mailchimp
from segments.mailchimp_setup import MailchimpSetup
from segments.mailchimp_target import MailchimpTarget
from segments.marketing_patience import Patience
from segments.testing_marketing import Log, standing_in
from segments.testing_marketing_klaviyo import KEY as KLAVIYO_KEY
from segments.testing_marketing_klaviyo import StandInKlaviyo
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp

SECONDS = (2.0, 5.0)


@pytest.fixture
def mailchimp() -> StandInMailchimp:
    return StandInMailchimp()


@pytest.fixture
def mailchimp_log(mailchimp: StandInMailchimp) -> Iterator[Log]:
    with standing_in(mailchimp) as log:
        yield log


@pytest.fixture
def audience(mailchimp: StandInMailchimp, mailchimp_log: Log) -> MailchimpTarget:  # noqa: ARG001 - it has to answer
    return MailchimpTarget(Mailchimp(MailchimpSetup(KEY, LIST, mailchimp.url, SECONDS)), quick())


@pytest.fixture
def klaviyo() -> StandInKlaviyo:
    return StandInKlaviyo()


@pytest.fixture
def klaviyo_log(klaviyo: StandInKlaviyo) -> Iterator[Log]:
    with standing_in(klaviyo) as log:
        yield log


@pytest.fixture
def account(klaviyo: StandInKlaviyo, klaviyo_log: Log) -> KlaviyoTarget:  # noqa: ARG001 - it has to answer
    client = Klaviyo(KlaviyoSetup(KLAVIYO_KEY, klaviyo.url, SECONDS))
    return KlaviyoTarget(client, quick(), polls=(0.01, 0.02))


def quick() -> Patience:
    """Waits as long as vendors ask, and hardly at all where they ask for nothing."""
    return Patience(first_pause=0.001)
