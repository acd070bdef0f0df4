"""Segments as properties of Klaviyo's profiles: what is written, what is not, and what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from segments import klaviyo_client
from segments.export_target import Change, Mark, Person, Receipt, TargetRefusedError, TryLaterError
from segments.klaviyo_client import Klaviyo
from segments.klaviyo_people import MOST_BYTES, portions, profile_of, wanted_of
from segments.klaviyo_setup import KlaviyoSetup, read_setup
from segments.klaviyo_target import KlaviyoTarget
from segments.marketing_patience import Patience
from segments.testing_marketing import Log
from segments.testing_marketing_klaviyo import KEY, StandInKlaviyo
from shared.testing import MemorySecrets

VIP = Mark("vip", "VIP")
FLAG = "shopsight_vip"
IMPORTS = "/api/profile-bulk-import-jobs"


def joins(customer_id: str, *, email: str | None = None, reference: str | None = None) -> Change:
    address = email or f"{customer_id}@mugs.example"
    person = Person(customer_id, address, phone="+353 1 555 0100", first_name="Ann", last_name="O'Hara")
    return Change(person, add=True, carried=("loyalist", "vip"), fields={"segment": "vip"}, reference=reference)


def leaves(customer_id: str, reference: str | None = None, email: str | None = None) -> Change:
    return Change(Person(customer_id, email), add=False, fields={"segment": ""}, reference=reference)


def by_id(receipts: list[Receipt]) -> dict[str, tuple[str, str | None]]:
    return {one.customer_id: (one.outcome, one.reason) for one in receipts}


def test_profiles_carry_the_segment_and_keep_what_else_they_have(
    klaviyo: StandInKlaviyo, account: KlaviyoTarget, klaviyo_log: Log
) -> None:
    ann = klaviyo.add("ann@mugs.example", colour="blue")
    receipts = account.send(VIP, [joins("ann", email="Ann@mugs.example"), joins("bob")])

    assert by_id(receipts) == {"ann": ("written", None), "bob": ("written", None)}
    assert {one.reference for one in receipts} == set(klaviyo.profiles)
    assert ann.properties == {
        "colour": "blue",
        "shopsight_segments": ["loyalist", "vip"],
        "shopsight_vip": True,
        "shopsight_segment": "vip",
    }
    assert [one.path for one in klaviyo_log.asked].count(IMPORTS) == 1
    assert "555" not in repr(klaviyo_log.asked)  # a telephone number is not needed to write an e-mail


def test_who_leaves_an_address_to_somebody_who_joins_takes_nothing_along(
    klaviyo: StandInKlaviyo, account: KlaviyoTarget
) -> None:
    reference = klaviyo.add("ann@mugs.example", shopsight_vip=True).profile_id
    receipts = account.send(VIP, [leaves("twin", reference), joins("ann")])
    assert by_id(receipts) == {"ann": ("written", None), "twin": ("written", None)}
    assert klaviyo.carrying(FLAG) == {"ann@mugs.example"}


def test_who_leaves_is_told_so_in_words_that_an_import_can_write(
    klaviyo: StandInKlaviyo, account: KlaviyoTarget, klaviyo_log: Log
) -> None:
    account.send(VIP, [joins("ann"), joins("bob")])
    ann, bob = klaviyo.of("ann@mugs.example"), klaviyo.of("bob@mugs.example")
    assert ann is not None
    assert bob is not None
    klaviyo_log.asked.clear()
    gone = [leaves("ann", ann.profile_id), leaves("bob", email="bob@mugs.example"), leaves("cat", "01UNKNOWN")]

    assert by_id(account.send(VIP, gone)) == dict.fromkeys(("ann", "bob", "cat"), ("written", None))
    assert klaviyo.carrying(FLAG) == set()
    assert (ann.properties[FLAG], ann.properties["shopsight_segments"], ann.properties["shopsight_segment"]) == (
        False,
        [],
        "",
    )
    assert ann.attributes["first_name"] == "Ann"
    assert "ann@mugs.example" not in repr(klaviyo_log.asked)  # their address does not leave again
    assert len(klaviyo.profiles) == 2  # and nobody is made anew
    assert klaviyo.emptied == []


def test_why_some_were_not_taken_is_read(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    receipts = account.send(VIP, [joins("ann", email="no address"), joins("bob"), leaves("nobody")])
    assert by_id(receipts) == {
        "ann": ("rejected", "invalid-address"),
        "bob": ("written", None),
        "nobody": ("skipped", "no-address"),
    }
    assert "no address" not in repr(receipts)
    assert klaviyo.carrying(FLAG) == {"bob@mugs.example"}


def test_what_an_import_forgets_is_written_profile_by_profile(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    klaviyo.add("ann@mugs.example", shopsight_vip=False, phone="kept")
    klaviyo.deaf = {"ann@mugs.example"}
    assert by_id(account.send(VIP, [joins("ann"), joins("bob")])) == {
        "ann": ("written", None),
        "bob": ("written", None),
    }
    assert klaviyo.carrying(FLAG) == {"ann@mugs.example", "bob@mugs.example"}
    assert klaviyo.emptied == []  # a change names what it changes and nothing else


def test_a_new_address_takes_the_mark_from_the_old_one(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    (first,) = account.send(VIP, [joins("ann", email="old@mugs.example")])
    account.send(VIP, [joins("ann", email="new@mugs.example", reference=first.reference)])
    assert klaviyo.carrying(FLAG) == {"new@mugs.example"}


def test_an_import_whose_answer_was_lost_is_waited_for_and_read_back(
    klaviyo: StandInKlaviyo, account: KlaviyoTarget
) -> None:
    klaviyo.import_seconds = 0.1
    klaviyo.trouble.script = ["lost"]
    with pytest.raises(TryLaterError) as caught:
        account.send(VIP, [joins("ann")])
    assert not caught.value.is_untouched

    held = account.read_back(VIP, [joins("ann"), joins("bob")])
    assert {name: one.carries for name, one in held.items()} == {"ann": True}
    assert klaviyo.imported["ann@mugs.example", FLAG, "true"] == 1


def test_429_is_waited_for_and_nothing_is_sent_twice(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    klaviyo.trouble.script = ["429", "429", "", "429", "500", "", "429", "lost"]
    assert by_id(account.send(VIP, [joins("ann")])) == {"ann": ("written", None)}
    assert klaviyo.imported["ann@mugs.example", FLAG, "true"] == 1

    klaviyo.trouble.script, klaviyo.trouble.retry_after = ["429"], "120"
    with pytest.raises(TryLaterError) as caught:
        account.send(VIP, [joins("bob")])
    assert (caught.value.retry_after_seconds, caught.value.is_untouched) == (120, True)


def test_unsubscriptions_are_never_taken_away(
    klaviyo: StandInKlaviyo, account: KlaviyoTarget, klaviyo_log: Log
) -> None:
    """Every function of the target: the endpoints that subscribe in bulk, or lift a suppression, are called by none."""
    account.send(VIP, [joins("ann")])
    profile = klaviyo.of("ann@mugs.example")
    assert profile is not None
    account.send(VIP, [leaves("ann", profile.profile_id)])
    account.read_back(VIP, [joins("ann")])
    list(account.unsubscribes(datetime(2026, 1, 1, tzinfo=UTC)))
    account.test()
    account.forget(profile.profile_id)
    assert klaviyo.banned == []
    assert not [one.path for one in klaviyo_log.asked if "subscription" in one.path or "suppression" in one.path]


def test_the_banned_endpoints_are_named_nowhere_in_the_service() -> None:
    banned = ("bulk_subscribe", "subscription-bulk", "subscribe_profiles", "unsuppress", "suppression-bulk-delete")
    service = Path(klaviyo_client.__file__).parent
    sources = [path for path in service.glob("*.py") if not path.name.startswith("testing_")]
    assert klaviyo_client.__file__ in map(str, sources)
    texts = {path.name: path.read_text(encoding="utf-8") for path in sources}
    assert [(name, word) for name, text in texts.items() for word in banned if word in text] == []


def test_who_withdrew_there_is_told_with_when(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    march, may = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    klaviyo.add("ann@mugs.example").suppression = [("UNSUBSCRIBE", march)]
    klaviyo.add("bob@mugs.example").suppression = [("HARD_BOUNCE", march), ("SPAM_COMPLAINT", may)]
    klaviyo.add("cat@mugs.example").suppression = [("HARD_BOUNCE", may)]
    klaviyo.add(None).suppression = [("UNSUBSCRIBE", may)]
    for number in range(120):
        klaviyo.add(f"more{number}@mugs.example").suppression = [("USER_SUPPRESSED", may)]
    told = list(account.unsubscribes(datetime(2026, 4, 1, tzinfo=UTC)))
    assert [(one.email, one.status, one.at) for one in told[:2]] == [
        ("bob@mugs.example", "unsubscribed", may),
        ("cat@mugs.example", "cleaned", may),
    ]
    assert len(told) == 122


def test_a_person_is_deleted_by_their_profile_id(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    (receipt,) = account.send(VIP, [joins("ann")])
    assert receipt.reference is not None
    account.forget(receipt.reference)
    account.forget(receipt.reference)
    assert klaviyo.profiles == {}


@pytest.mark.usefixtures("klaviyo_log")
def test_a_vendor_that_says_nothing_is_not_waited_for(klaviyo: StandInKlaviyo) -> None:
    klaviyo.trouble.script = ["silent"]
    state = KlaviyoTarget(Klaviyo(KlaviyoSetup(KEY, klaviyo.url, (2.0, 0.1))), Patience()).test()
    assert (state.ok, state.words) == (False, "Klaviyo did not answer (ReadTimeoutError).")


def test_an_account_is_told_from_others_by_its_id(account: KlaviyoTarget) -> None:
    assert account.place() == "Abc123"


def test_a_wrong_key_says_what_to_do(klaviyo: StandInKlaviyo, account: KlaviyoTarget) -> None:
    assert account.test().account == "Mugs of Dublin"
    wrong = KlaviyoTarget(Klaviyo(KlaviyoSetup("pk_" + "f" * 34, klaviyo.url)), Patience())
    assert "data-privacy:write" in wrong.test().words
    with pytest.raises(TargetRefusedError, match="key does not hold"):
        wrong.send(VIP, [joins("ann")])


def test_a_batch_is_cut_to_what_an_import_takes() -> None:
    names = {"first_name": "A" * 300, "last_name": "B" * 300}
    changes = [Change(Person(f"c{number}", f"c{number}@mugs.example", **names), add=True) for number in range(7_000)]
    wanted = [one for change in changes if (one := wanted_of(VIP, change)) is not None]
    parts = list(portions(wanted))
    assert [one for part in parts for one in part] == wanted
    assert max(sum(len(str(profile_of(one))) for one in part) for part in parts) < MOST_BYTES


@pytest.mark.parametrize(
    ("held", "says"), [("", "not connected"), ("7", "no JSON object"), ('{"api_key": "Abc123"}', "pk_")]
)
def test_a_secret_that_will_not_do_says_why(held: str, says: str) -> None:
    secrets = MemorySecrets()
    secrets.put("klaviyo", held)
    with pytest.raises(TargetRefusedError, match=says):
        read_setup(secrets, "https://a.klaviyo.com")


def test_a_key_is_shown_nowhere() -> None:
    secrets = MemorySecrets()
    secrets.put("klaviyo", f'{{"api_key": "{KEY}"}}')
    assert KEY not in repr(read_setup(secrets, "https://a.klaviyo.com"))
