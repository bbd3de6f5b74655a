"""Every kind of event as a mail: who owns it, what is at stake, what to do, in the reader's time."""

from __future__ import annotations

from pathlib import Path

import pytest

import holdfast.mail
from holdfast.journal.models import Event
from holdfast.mail.identity import message_id
from holdfast.mail.render import render
from holdfast.people.models import Person
from tests.mail.conftest import AT

TEMPLATES = Path(holdfast.mail.__file__).parent / "templates" / "mail"
KINDS = sorted({path.stem for path in TEMPLATES.glob("*.*.txt")})
DATA = {
    "title": "Search is down",
    "severity": 1,
    "customer": "Acme",
    "stakes": "Renewal on Friday",
    "owner": "omar",
    "owner_name": "Omar Haddad",
    "raiser": "rita",
    "raiser_name": "Rita Sol",
    "next_step": "Read the logs",
    "next_step_by": "omar",
    "next_step_on": "2026-11-24",
    "update_due_at": "2026-11-24T15:00:00+00:00",
    "origin_url": "https://example.com/ticket/9",
    "text": "Found the cause.\nA fix is built.",
    "to": "nora",
    "to_name": "Nora Lind",
    "note": "All notes are in the ticket.",
    "expires_at": "2026-11-23T18:30:00+00:00",
    "reason": "It works again",
    "alternative": "Ask the storage team",
    "outcome": "solved",
    "stage": "lead",
    "name": "Omar Haddad",
    "closes_at": "2026-11-30T15:00:00+00:00",
    "into": "ESC-7",
    "duplicate": "ESC-9",
    "duplicate_title": "Nothing is found",
    "duplicate_severity": 0,
    "graver": True,
    "severity_before": 3,
    "merged_into": "ESC-7",
    "survivor_owner_name": "Nora Lind",
    "silence": True,
    "audience": "CE,SE",
    "customer_words": "You saved us.\nTwice.",
    "doc_url": "https://docs.example/flag",
    "tool_url": "https://tools.example/flags",
}


# What a kind of event is about, where that is no escalation.
SUBJECTS = {
    **dict.fromkeys(
        ("absence", "calendar", "capacity", "person", "sign_up", "volunteer"), "person-3"
    ),
    **dict.fromkeys(("seat", "window"), "window-7"),
    "relief": "relief-7",
    "waiver": "person-3",
    "service": "window-7",
    "pack": "pack-7",
    "plan": "plan-7",
    "swap": "swap-5",
}


def event(kind: str, **data: object) -> Event:
    subject = SUBJECTS.get(kind.partition(".")[0], "ESC-42")
    return Event(pk=1, at=AT, kind=kind, subject=subject, via="web", data=data)


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["omar", "rita", "nora", "lea"])
@pytest.mark.parametrize("kind", [*KINDS, "papercut.noticed"])
def test_every_kind_reads_well(kind: str, login: str):
    person = Person(login=login, name="Some One", email="x@example.com", zone="Europe/Berlin")
    for data in (DATA, {}):
        letter = render(event(kind, **data), person, key="mail:1:1")
        assert letter.subject
        assert "\n\n\n" not in letter.text
        for leftover in ("None", "{{", "{%", "&amp;", "&#"):
            assert leftover not in letter.text + letter.subject
        assert "What to do: " in letter.text
        assert "You get this because " in letter.text
    full = render(event(kind, **DATA), person, key="mail:1:1")
    if full.text.count("ESC-42"):
        assert "http://127.0.0.1:8000/escalations/ESC-42" in full.text
        assert "Search is down" in full.subject
        assert "Owner: Omar Haddad, the single point of contact" in full.text
        assert "At stake: Renewal on Friday" in full.text
        assert "Tue 24 Nov 2026, 16:00 (Europe/Berlin)" in full.text
    else:
        assert kind.partition(".")[0] in SUBJECTS
        assert "http://127.0.0.1:8000/" in full.text


@pytest.mark.django_db
def test_the_reader_is_told_what_is_theirs():
    offered = event("handover.offered", **DATA)
    nora = Person(login="nora", name="Nora", email="n@example.com")
    omar = Person(login="omar", name="Omar", email="o@example.com")
    assert "Accept it or decline it" in render(offered, nora, key="k").text
    assert "you own ESC-42" in render(offered, omar, key="k").text
    assert "Mon 23 Nov 2026, 18:30 (UTC)" in render(offered, nora, key="k").text
    unowned = event("escalation.raised", raiser="rita", raiser_name="Rita Sol")
    assert "answerable" in render(unowned, nora, key="k").text


@pytest.mark.django_db
@pytest.mark.req("R60")
def test_what_ends_says_how_and_by_when():
    rita = Person(login="rita", name="Rita", email="r@example.com", zone="Europe/Berlin")
    for kind in ("closure.asked", "closure.asked_again"):
        assert (
            "on Mon 30 Nov 2026, 16:00 (Europe/Berlin)"
            in render(event(kind, **DATA), rita, key="k").text
        )
    assert "nobody answered" in render(event("escalation.closed", **DATA), rita, key="k").text
    loud = {**DATA, "silence": False}
    assert "nobody answered" not in render(event("escalation.closed", **loud), rita, key="k").text
    merged = render(event("escalation.merged", **DATA), rita, key="k")
    assert "ESC-42 goes on as ESC-7" in merged.subject
    assert "Nora Lind owns that one" in merged.text
    absorbed = render(event("escalation.absorbed", **DATA), rita, key="k").text
    assert "sev0" in absorbed
    assert "from sev3 to sev1" in render(event("escalation.regraded", **DATA), rita, key="k").text
    learned = render(event("learning.written", **DATA), rita, key="k").text
    assert "for CE,SE" in learned
    assert "  You saved us.\n  Twice." in learned
    assert "https://tools.example/flags" in learned
    again = render(event("escalation.reopened", **DATA), rita, key="k").text
    assert "merged into ESC-7" in again


@pytest.mark.django_db
@pytest.mark.req("R60")
def test_who_looks_after_what_is_reopened():
    lea = Person(login="lea", name="Lea", email="l@example.com")
    owned = {"owner": "omar", "owner_name": "Omar Haddad"}
    here = render(event("escalation.reopened", **owned), lea, key="k").text
    assert "Omar Haddad owns it again." in here and "Ask the owner" in here
    gone = render(event("escalation.reopened", **owned, owner_gone=True), lea, key="k").text
    assert "nobody is looking after it" in gone and "Leads: offer it" in gone
    unowned = render(event("escalation.reopened"), lea, key="k").text
    assert "Nobody owns it" in unowned and "accept it, or decline it" in unowned
    assert "Ask the owner" not in gone + unowned


@pytest.mark.django_db
@pytest.mark.req("R42")
def test_what_is_said_of_an_ask_names_nobody_twice():
    asked = {"asked": "bo", "asked_name": "Bo Larsen", "actor": "bo", "actor_name": "Bo Larsen"}
    omar = Person(login="omar", name="Omar", email="o@example.com")
    for word in ("acknowledged", "agreed", "declined", "done"):
        text = render(event(f"ask.{word}", **asked, owner="omar"), omar, key="k").text
        assert "they were asked" in text and text.count("Bo Larsen") == 1
    withdrawn = event("ask.withdrawn", **asked, owner="omar")
    assert "who was asked is told to stop" in render(withdrawn, omar, key="k").text
    bo = Person(login="bo", name="Bo", email="b@example.com")
    assert "Stop where you are" in render(withdrawn, bo, key="k").text


@pytest.mark.django_db
def test_people_stand_in_events_by_number_and_in_mails_by_name():
    omar = Person.objects.create(login="omar", name="Omar Haddad")
    accepted = event("escalation.accepted", people={"owner": omar.pk, "to": None})
    letter = render(accepted, Person(login="rita", name="Rita", email="r@example.com"), key="k")
    assert letter.subject == "ESC-42 is owned by Omar Haddad"


@pytest.mark.django_db
def test_nothing_people_type_gets_into_the_headers():
    evil = "x\r\nBcc: all@example.com\n\nHello\x00\x1b[31m\u2028y"
    person = Person(login="nora", name=evil, email="nora@example.com")
    letter = render(event("escalation.updated", title=evil, owner_name=evil), person, key="k")
    message = letter.as_message()
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "nora@example.com"
    head = message.as_bytes().split(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    person.email = "nora@example.com\r\nBcc: all@example.com"
    with pytest.raises(ValueError):
        render(event("escalation.updated"), person, key="k").as_message()


@pytest.mark.django_db
def test_the_same_delivery_has_the_same_name_and_one_thread(settings):
    person = Person(login="nora", name="Nora", email="nora@example.com")
    first = render(event("escalation.raised"), person, key="mail:1:1")
    again = render(event("escalation.raised"), person, key="mail:1:1")
    other = render(event("escalation.updated"), person, key="mail:2:1")
    assert first.as_message()["Message-ID"] == again.as_message()["Message-ID"]
    assert first.message_id != other.message_id
    assert first.as_message()["References"] == other.as_message()["References"]
    assert first.as_message()["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"
    settings.SECRET_KEY = "another installation"
    assert message_id("mail:1:1") != first.message_id


@pytest.mark.django_db
@pytest.mark.req("R43")
def test_who_is_asked_gets_the_brief_with_it():
    asked = {
        **DATA,
        "asked": "nora",
        "asked_name": "Nora Lind",
        "asker_name": "Omar Haddad",
        "what": "Read the index.",
        "due_at": "2026-11-25T16:00:00+00:00",
        "formal": True,
        "why_now": "The queue is long.",
        "so_far": "2026-11-22: rebuilt one shard.",
        "customer_words": "We are reading your index.",
    }
    nora = Person(login="nora", name="Nora", email="n@example.com")
    letter = render(event("ask.sent", **asked), nora, key="k")
    assert letter.subject == "ESC-42: Omar Haddad asks Nora Lind for help - Search is down"
    internal, customer = letter.text.split("MAY BE SAID TO THE CUSTOMER")
    for part in ("Read the index.", "Wed 25 Nov 2026, 16:00", "The queue is long.", "one shard"):
        assert part in internal
        assert part not in customer
    assert "We are reading your index." in customer and "index" not in internal.split("INTERNAL")[1]
    assert "you are asked" in letter.text
    to_team = render(event("ask.sent", **{**asked, "team": "Search", "asked": ""}), nora, key="k")
    assert "asks Search for help" in to_team.subject
    assert "you answer for Search" in to_team.text


@pytest.mark.req("R58", "R91")
@pytest.mark.django_db
def test_an_offer_that_ended_says_who_still_owns_it():
    def says(login: str, **data: object) -> str:
        person = Person(login=login, name="N", email="n@example.com")
        return render(event("handover.expired", **DATA, **data), person, key="k").text

    for login in ("omar", "nora", "lea"):
        assert "Omar Haddad still owns it." in says(login)
        assert "deactivated" not in says(login)
    assert "Go on with it, or offer it to somebody else" in says("omar")
    assert "ask the owner to offer it again" in says("nora")
    gone = says("lea", owner_gone=True, successor_gone=True)
    assert "nobody is looking after it" in gone and "Leads: offer it" in gone


@pytest.mark.req("R91")
@pytest.mark.django_db
def test_a_long_absence_names_each_thing_and_says_what_to_do():
    held = {"escalations": ["ESC-7 (sev1): Search is down", "ESC-9 (sev2): Login loops"]}
    data = {
        "who": "omar",
        "who_name": "Omar Haddad",
        "login": "omar",
        "away_from_on": "2026-11-24",
        "away_until_on": "2026-12-04",
        "days": 11,
        "held": held,
    }
    told = {
        login: render(
            event("absence.long", **data),
            Person(login=login, name="N", email="n@x.example"),
            key="k",
        )
        for login in ("omar", "lea")
    }
    for letter in told.values():
        assert "Omar Haddad is away from Tue 24 Nov 2026 to Fri 4 Dec 2026 (11 days)" in letter.text
        for name in held["escalations"]:
            assert f"  {name}" in letter.text
        assert "find who takes over" in letter.subject
        assert "http://127.0.0.1:8000/people/omar" in letter.text
    assert "before you go" in told["omar"].text and "because you are away" in told["omar"].text
    assert "Leads:" in told["lea"].text
