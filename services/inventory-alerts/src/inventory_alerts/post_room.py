"""What the digest is sent with: the service's plugs, the clock of the shop and the real one, and where vendors are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from inventory_alerts.desk import SERVICE, Desk
from inventory_alerts.digest_chart import Compute
from inventory_alerts.email_setup import EmailAddresses
from inventory_alerts.outbox import Sender
from inventory_alerts.recipients import Channel
from inventory_alerts.slack_setup import SlackAddresses
from shared.schedule import Schedule, ScheduleError, Timing, job_name
from shared.shop import Shop

JOB = "daily"  # of this service: the alerts' run, and the digest after it
DEFAULT_CRON = "0 6 * * *"  # before a shop opens, after its nightly loads
RECORDS = "inventory/digests"  # in the store: one record per shop day, whoever got what


@dataclass(frozen=True)
class PostRoom:
    """What use cases of the digest are given. `clock` is the real time: a demo's day does not speed up a vendor."""

    desk: Desk
    schedule: Callable[[], Schedule]
    compute: Compute
    clock: Callable[[], datetime]

    @property
    def slack(self) -> SlackAddresses:
        """Where Slack is."""
        settings = self.desk.settings
        return SlackAddresses(settings.slack_api_url, settings.slack_hooks_url)

    @property
    def email(self) -> EmailAddresses:
        """Where SendGrid is."""
        return EmailAddresses(self.desk.settings.sendgrid_api_url)

    def senders(self) -> Mapping[Channel, Sender]:
        """Who hands over what."""
        from inventory_alerts import email_delivery, slack_delivery  # noqa: PLC0415 - a cold start goes without their clients

        return {
            "slack": partial(slack_delivery.send, self.desk.secrets, self.slack),
            "email": partial(email_delivery.send, self.desk.secrets, self.email),
        }

    def timing(self) -> Timing:
        """When the digest is due: as somebody set it, else at six in the shop's time zone."""
        return self.chosen_timing() or default_timing(self.desk.shop())

    def chosen_timing(self) -> Timing | None:
        """When somebody set it to; None where nobody has, or can: on Google Cloud the deployment says when."""
        try:
            return self.schedule().get(job_name(SERVICE, JOB))
        except ScheduleError:
            return None


def default_timing(shop: Shop) -> Timing:
    """When the digest is due while nobody has set it."""
    return Timing(DEFAULT_CRON, shop.time_zone)


def record_key(day: date) -> str:
    """Where the record of a shop day's digest stands."""
    return f"{RECORDS}/{day.isoformat()}"
