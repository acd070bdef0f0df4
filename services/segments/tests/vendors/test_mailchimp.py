"""Segments as tags of a Mailchimp audience: what is written, what is not, and what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from segments.export_target import Change, Mark, Person, Receipt, TargetRefusedError, TryLaterError
from segments.mailchimp_client import Mailchimp
from segments.mailchimp_setup import MailchimpSetup, read_setup
from segments.mailchimp_target import MailchimpTarget
from segments.marketing_patience import Patience
from segments.testing_marketing import Log
from segments.testing_marketing_mailchimp import KEY, LIST, StandInMailchimp
from shared.testing import MemorySecrets

VIP = Mark("vip", "VIP")
TAG = "shopsight: VIP"


def joins(customer_id: str, *, email: str | None = None, reference: str | None = None) -> Change:
    address = email or f"{customer_id}@mugs.example"
    person = Person(customer_id, address, first_name="Ann", last_name="O'Hara")
    return Change(person, add=True, carried=("vip",), fields={"segment": "vip"}, reference=reference)


def leaves(customer_id: str, reference: str | None = None, email: str | None = None) -> Change:
    return Change(Person(customer_id, email), add=False, fields={"segment": ""}, reference=reference)


def by_id(receipts: list[Receipt]) -> dict[str, tuple[str, str | None]]:
    return {one.customer_id: (one.outcome, one.reason) for one in receipts}


def test_members_are_tagged_and_told_by_their_contact_id(
    mailchimp: StandInMailchimp, audience: MailchimpTarget, mailchimp_log: Log
) -> None:
    mailchimp.add("Ann@mugs.example", tags={"gold", "shopsight: Loyalist", "old"})
    receipts = audience.send(VIP, [joins("ann"), joins("bob")])

    assert by_id(receipts) == {"ann": ("written", None), "bob": ("written", None)}
    assert {one.reference for one in receipts} == {each.contact_id for each in mailchimp.members.values()}
    assert mailchimp.carrying(TAG) == {"ann@mugs.example", "bob@mugs.example"}
    assert mailchimp.members["ann@mugs.example"].tags >= {"gold", "old"}
    assert mailchimp.members["bob@mugs.example"].fields == {"FNAME": "Ann", "LNAME": "O'Hara", "SS_SEGMENT": "vip"}
    assert mailchimp_log.count == 6  # fields, a new field, tags, a new tag, members, tagging


def test_nobody_is_given_a_status(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    mailchimp.add("ann@mugs.example", "unsubscribed")
    mailchimp.add("bob@mugs.example", "cleaned")
    receipts = audience.send(VIP, [joins("ann"), joins("bob"), joins("cat")])

    assert by_id(receipts) == {
        "ann": ("skipped", "unsubscribed-there"),
        "bob": ("skipped", "cleaned-there"),
        "cat": ("written", None),
    }
    assert mailchimp.forced == []
    assert [each.status for each in mailchimp.members.values()] == ["unsubscribed", "cleaned", "subscribed"]
    assert mailchimp.carrying(TAG) == {"cat@mugs.example"}


def test_an_answer_of_200_is_read_to_its_errors(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    mailchimp.compliance = {"ann@mugs.example"}
    mailchimp.deleted = {"bob@mugs.example"}
    receipts = audience.send(VIP, [joins("ann"), joins("bob"), joins("cat", email="no address"), joins("dan")])

    assert by_id(receipts) == {
        "ann": ("skipped", "compliance-state"),
        "bob": ("skipped", "deleted-there"),
        "cat": ("rejected", "invalid-address"),
        "dan": ("written", None),
    }
    assert "mugs.example" not in repr(receipts)


def test_a_tag_that_is_forgotten_in_bulk_is_set_one_by_one(
    mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    mailchimp.deaf = {"ann@mugs.example"}
    mailchimp.mute = {"bob@mugs.example"}
    receipts = audience.send(VIP, [joins("ann"), joins("bob"), joins("cat")])

    assert by_id(receipts) == {
        "ann": ("written", None),
        "bob": ("rejected", "tag-not-kept"),
        "cat": ("written", None),
    }
    assert mailchimp.carrying(TAG) == {"ann@mugs.example", "cat@mugs.example"}


def test_who_leaves_an_address_to_somebody_who_joins_takes_nothing_along(
    mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    reference = mailchimp.add("ann@mugs.example", tags={TAG}).contact_id
    receipts = audience.send(VIP, [leaves("twin", reference), joins("ann")])
    assert by_id(receipts) == {"ann": ("written", None), "twin": ("written", None)}
    assert mailchimp.carrying(TAG) == {"ann@mugs.example"}


def test_who_leaves_loses_the_tag_and_nothing_else(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    audience.send(VIP, [joins("ann"), joins("bob"), joins("cat")])
    ann, bob = mailchimp.members["ann@mugs.example"], mailchimp.members["bob@mugs.example"]
    ann.tags.add("gold")
    sent = mailchimp.upserts.total()
    gone = [leaves("ann", ann.contact_id), leaves("bob", email="BOB@mugs.example"), leaves("dan", "contact-unknown")]

    assert by_id(audience.send(VIP, gone)) == dict.fromkeys(("ann", "bob", "dan"), ("written", None))
    assert mailchimp.carrying(TAG) == {"cat@mugs.example"}
    assert ann.tags == {"gold"}
    assert (ann.fields["SS_SEGMENT"], bob.fields["SS_SEGMENT"], ann.fields["FNAME"]) == ("", "", "Ann")
    assert mailchimp.upserts.total() == sent  # nobody who leaves is sent again


def test_a_new_address_takes_the_tag_from_the_old_one(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    (first,) = audience.send(VIP, [joins("ann", email="old@mugs.example")])
    (second,) = audience.send(VIP, [joins("ann", email="new@mugs.example", reference=first.reference)])

    assert mailchimp.carrying(TAG) == {"new@mugs.example"}
    assert second.reference != first.reference


def test_two_customers_of_one_address_are_one_member(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    receipts = audience.send(
        VIP, [joins("ann"), joins("twin", email="ANN@mugs.example"), leaves("third", email="ann@mugs.example")]
    )
    assert by_id(receipts) == dict.fromkeys(("ann", "twin", "third"), ("written", None))
    assert mailchimp.carrying(TAG) == {"ann@mugs.example"}
    assert mailchimp.upserts == {"ann@mugs.example": 1}


def test_who_carries_the_tag_is_read_back(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    audience.send(VIP, [joins("ann")])
    mailchimp.add("bob@mugs.example")
    contact = mailchimp.members["ann@mugs.example"].contact_id
    held = audience.read_back(VIP, [joins("ann"), joins("bob"), joins("cat"), leaves("dan", contact)])

    assert {name: one.carries for name, one in held.items()} == {"ann": True, "bob": False, "dan": True}
    assert held["ann"].reference == contact


def test_429_is_waited_for_and_nothing_is_sent_twice(
    mailchimp: StandInMailchimp, audience: MailchimpTarget, mailchimp_log: Log
) -> None:
    mailchimp.trouble.script = ["429", "", "429", "429", "", "429", "", "429", "", "429", "", "429"]
    assert by_id(audience.send(VIP, [joins("ann")])) == {"ann": ("written", None)}
    assert mailchimp_log.troubled == 7
    assert mailchimp.upserts == {"ann@mugs.example": 1}
    assert mailchimp.tagged == {("ann@mugs.example", TAG, True): 1}


@pytest.mark.parametrize("is_moment", [False, True])
def test_who_asks_for_more_than_a_minute_gets_it(
    mailchimp: StandInMailchimp, audience: MailchimpTarget, *, is_moment: bool
) -> None:
    audience.send(VIP, [joins("zoe")])
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    mailchimp.trouble.script, mailchimp.trouble.retry_after = ["429"], in_an_hour if is_moment else "3600"
    with pytest.raises(TryLaterError) as caught:
        audience.send(VIP, [joins("ann")])
    assert caught.value.retry_after_seconds == pytest.approx(3600, abs=30)
    assert caught.value.is_untouched


def test_a_batch_is_as_large_as_mailchimp_takes_and_as_many_go_at_once(
    mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    crowd = [joins(f"c{number}") for number in range(audience.batch_size + 1)]
    assert {outcome for outcome, _ in by_id(audience.send(VIP, crowd[1:])).values()} == {"written"}
    with pytest.raises(TargetRefusedError):
        audience.send(VIP, crowd)
    assert (audience.batch_size, audience.at_once) == (500, mailchimp.most_at_once)


@pytest.mark.usefixtures("mailchimp_log")
def test_a_vendor_that_says_nothing_is_not_waited_for(mailchimp: StandInMailchimp) -> None:
    mailchimp.trouble.script = ["silent"]
    setup = MailchimpSetup(KEY, LIST, mailchimp.url, (2.0, 0.1))
    state = MailchimpTarget(Mailchimp(setup), Patience()).test()
    assert (state.ok, state.words) == (False, "Mailchimp did not answer (ReadTimeout).")


@pytest.mark.parametrize("trouble", ["500", "lost"])
def test_without_an_answer_nothing_is_sent_again(
    mailchimp: StandInMailchimp, audience: MailchimpTarget, trouble: str
) -> None:
    audience.send(VIP, [joins("zoe")])
    mailchimp.trouble.script = [trouble]
    with pytest.raises(TryLaterError) as caught:
        audience.send(VIP, [joins("ann")])
    assert not caught.value.is_untouched
    assert mailchimp.upserts["ann@mugs.example"] == (trouble == "lost")


def test_what_was_begun_is_finished_and_not_sent_again(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    audience.send(VIP, [joins("zoe")])
    mailchimp.trouble.script = ["lost"]
    with pytest.raises(TryLaterError):
        audience.send(VIP, [joins("ann"), joins("bob")])
    mailchimp.deaf = {"bob@mugs.example"}
    mailchimp.add("cat@mugs.example")
    held = audience.read_back(VIP, [joins("ann"), joins("bob"), joins("cat"), joins("dan")])
    assert {name: one.carries for name, one in held.items()} == {"ann": True, "bob": True, "cat": False}
    assert mailchimp.upserts == {"zoe@mugs.example": 1, "ann@mugs.example": 1, "bob@mugs.example": 1}


def test_a_lost_answer_to_the_tagging_is_looked_up(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    audience.send(VIP, [joins("zoe")])
    mailchimp.trouble.script = ["", "lost", "500"]
    assert by_id(audience.send(VIP, [joins("ann"), joins("bob")])) == {
        "ann": ("written", None),
        "bob": ("written", None),
    }
    assert mailchimp.tagged["ann@mugs.example", TAG, True] == 1


def test_who_withdrew_there_is_told_with_when(mailchimp: StandInMailchimp, audience: MailchimpTarget) -> None:
    march, may = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    mailchimp.add("ann@mugs.example", "unsubscribed", changed=march)
    mailchimp.add("Bob@mugs.example", "unsubscribed", changed=may)
    mailchimp.add("cat@mugs.example", "cleaned", changed=may)
    mailchimp.add("dan@mugs.example", "subscribed", changed=may)
    mailchimp.add("eve@mugs.example", "unsubscribed", changed=may).left = march  # something else was changed in May
    told = list(audience.unsubscribes(datetime(2026, 4, 1, tzinfo=UTC)))
    assert [(one.email, one.status, one.at) for one in told] == [
        ("bob@mugs.example", "unsubscribed", may),
        ("cat@mugs.example", "cleaned", may),
    ]


def test_a_person_is_deleted_for_good_by_their_contact_id(
    mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    (receipt,) = audience.send(VIP, [joins("ann")])
    assert receipt.reference is not None
    audience.forget(receipt.reference)
    audience.forget(receipt.reference)
    assert mailchimp.members == {}
    assert by_id(audience.send(VIP, [joins("ann")])) == {"ann": ("skipped", "deleted-there")}


def test_another_audience_of_the_account_is_reached_with_the_same_key(
    mailchimp: StandInMailchimp, audience: MailchimpTarget
) -> None:
    contact_id = mailchimp.add("ann@mugs.example").contact_id
    other = audience.elsewhere("elsewhere1")
    other.forget(contact_id)  # nobody of that id is there
    assert set(mailchimp.members) == {"ann@mugs.example"}
    other.elsewhere(LIST).forget(contact_id)
    assert mailchimp.members == {}


def test_a_wrong_key_and_a_wrong_list_say_what_to_do(mailchimp: StandInMailchimp, mailchimp_log: Log) -> None:
    def to(key: str, list_id: str) -> MailchimpTarget:
        return MailchimpTarget(Mailchimp(MailchimpSetup(key, list_id, mailchimp.url)), Patience(first_pause=0.001))

    assert to(KEY, LIST).test().account == "News"
    assert [to(KEY, each).place() for each in (LIST, "elsewhere1")] == [LIST, "elsewhere1"]
    wrong = to("f" * 32 + "-us21", LIST)
    assert not wrong.test().ok
    with pytest.raises(TargetRefusedError, match="key does not hold"):
        wrong.send(VIP, [joins("ann")])
    assert not to(KEY, "elsewhere1").test().ok
    assert mailchimp.members == {}
    assert mailchimp_log.count == 4


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ("", "not connected"),
        ("[]", "no JSON object"),
        ('{"api_key": "x", "list_id": "abc123def4"}', "data centre"),
        ('{"api_key": "0123456789abcdef-us21@evil.example/", "list_id": "abc123def4"}', "data centre"),
        ('{"api_key": "0123456789abcdef-us21", "list_id": "../x"}', "audience id"),
    ],
)
def test_a_secret_that_will_not_do_says_why(held: str, says: str) -> None:
    secrets = MemorySecrets()
    secrets.put("mailchimp", held)
    with pytest.raises(TargetRefusedError, match=says):
        read_setup(secrets, "")


def test_the_key_names_the_data_centre() -> None:
    secrets = MemorySecrets()
    secrets.put("mailchimp", f'{{"api_key": "{KEY}", "list_id": "{LIST}"}}')
    setup = read_setup(secrets, "")
    assert setup.url == "https://us21.api.mailchimp.com/3.0"
    assert KEY not in repr(setup)
