"""Service records: what they state, who may have them, and what checking finds (R30 to R33)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from holdfast.credit.actions import (
    grant_equivalent,
    issue_service_record,
    withdraw_equivalent,
)
from holdfast.credit.models import Equivalent, ServiceRecord, SigningKey
from holdfast.credit.queries.equivalents import every_equivalent
from holdfast.credit.queries.service_records import (
    as_document,
    check_code,
    check_text,
    standings,
    statement_of,
)
from holdfast.credit.rules.statement import canonical
from holdfast.credit.signing import sign
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import change_policy
from holdfast.people.models import Person
from holdfast.rotation.actions import close_windows, strike_half, waive
from holdfast.rotation.models import Confirmation, ServedHalf
from holdfast.rotation.queries.fairness import turn_of
from holdfast.rotation.rules.fairness import Gate
from tests.cast import Story
from tests.rotation.rota import seat, sign_up, window

PAST = date(2026, 1, 5), date(2026, 2, 2)


def served(story: Story, *logins: str):
    made = window(*PAST, *logins)
    close_windows(story.now)
    return made


def issue(story: Story, login: str = "ana", by: str = "ana", **given: object) -> ServiceRecord:
    return issue_service_record(login=login, by=story.of(by), at=story.now, **given)


def text_of(record: ServiceRecord) -> str:
    return json.dumps(as_document(record), indent=2)


def verdict(story: Story, record: ServiceRecord) -> str:
    found = check_text(text_of(record), at=story.now)
    assert found.verdict == check_code(record.spoken.lower(), at=story.now).verdict
    return found.verdict.value


def grant(story: Story, login: str = "bo", **given: object) -> Equivalent:
    facts = {
        "kind": "On-call  Lead",
        "starts_on": date(2025, 11, 3),
        "ends_on": date(2025, 11, 28),
        "days": 20,
        "reason": "Led the payments on-call through the migration.",
        **given,
    }
    return grant_equivalent(login=login, by=story.lea, at=story.now, **facts)


@pytest.mark.req("R30", "R32")
def test_it_states_windows_what_was_led_there_and_no_name_of_a_customer(story: Story):
    now, story.now = story.now, story.now.replace(month=1, day=12)
    issue_ = story.owned(customer="Acme")
    story.owned(customer="acme ")
    story.learn(issue_, "Check the index first.", by="ana")
    story.now += timedelta(days=3)
    story.answer(story.ask_to_close(issue_), agree=True)
    story.now = now
    story.owned(title="After the window")  # led later: not there
    made = served(story, "ana")
    seat(made, "kim", confirmed=False)
    close_windows(story.now)
    said = statement_of(issue(story))
    (led,) = said["windows"]
    assert (led["starts_on"], led["ends_on"]) == ("2026-01-05", "2026-02-02")
    assert led["led"] == {
        "escalations": 2,
        "outcomes": {"open": 1, "resolved": 1},
        "customers": 1,
        "learnings": 1,
        "reviews": 0,
    }
    assert [half["state"] for half in led["halves"]] == ["confirmed", "confirmed"]
    assert said["totals"] == {
        "windows": 1,
        "halves": 2,
        "days": led["days"],
        "reported_halves": 0,
        "equivalents": 0,
    }
    assert "acme" not in json.dumps(said).lower() and "index" not in json.dumps(said)
    other = statement_of(issue(story, "kim", "kim"))
    assert other["windows"][0]["state"] == "reported"
    assert other["totals"]["reported_halves"] == 2


@pytest.mark.req("R32")
def test_genuine_changed_unknown_and_corrected(story: Story):
    served(story, "ana")
    record = issue(story)
    assert verdict(story, record) == "genuine"
    forged = as_document(record)
    forged["statement"]["totals"]["halves"] = 20
    assert check_text(json.dumps(forged), at=story.now).verdict == "changed"
    forged["statement"]["code"] = "0" * 16
    assert check_text(json.dumps(forged), at=story.now).verdict == "unknown"
    assert check_text("no record", at=story.now).verdict == "unknown"
    with pytest.raises(NotFound, match="check it against the paper"):
        check_code("0000-0000-0000-0000", at=story.now)
    half = ServedHalf.objects.first()
    strike_half(served_id=half.pk, reason="Ill.", by=story.lea, at=story.now)
    found = check_text(text_of(record), at=story.now)
    assert found.verdict == "corrected" and "not counted any more" in found.corrections[0]
    assert verdict(story, issue(story)) == "genuine"


@pytest.mark.req("R32")
def test_somebody_elses_key_signs_nothing(story: Story):
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from holdfast.credit.rules.statement import canonical

    document = as_document(issue(story))
    document["statement"]["person"]["name"] = "Somebody Else"
    text = canonical(document["statement"]).encode()
    document["signature"]["value"] = b64encode(Ed25519PrivateKey.generate().sign(text)).decode()
    assert check_text(json.dumps(document), at=story.now).verdict == "changed"


@pytest.mark.req("R32")
def test_what_an_older_secret_signed_is_still_checked(story: Story, settings):
    before = issue(story)
    settings.SECRET_KEY = "another secret of this installation, long enough to be one"
    assert verdict(story, before) == "genuine"
    after = issue(story)
    assert after.key != before.key and SigningKey.objects.count() == 2
    assert verdict(story, after) == "genuine"
    assert issue(story).key == after.key


@pytest.mark.req("R32")
def test_a_secret_that_was_replaced_makes_no_new_records(story: Story, settings):
    """It may have been replaced because others knew it."""
    known = as_document(issue(story))
    forged = json.loads(json.dumps(known["statement"]))
    forged["totals"]["halves"] = 20
    more = sign(canonical(forged))
    forged["code"] = "0" * 16
    new = sign(canonical(forged))

    def said(code: str, value: str) -> str:
        signature = {**known["signature"], "value": value}
        document = {"statement": {**forged, "code": code}, "signature": signature}
        return check_text(json.dumps(document), at=story.now).verdict.value

    # While it is in use, only the list of those issued can tell; a copy of the list may be lost.
    assert said("0" * 16, new) == "genuine"
    assert said(known["statement"]["code"], more) == "changed", "not the words on the list"
    settings.SECRET_KEY = "another secret of this installation, long enough to be one"
    assert said("0" * 16, new) == "unknown"
    assert said(known["statement"]["code"], more) == "changed"
    assert check_text(json.dumps(known), at=story.now).verdict == "genuine"


@pytest.mark.req("R32")
@pytest.mark.parametrize(
    "change",
    [
        ('"halves": 0', '"halves": 0.0'),
        ('"halves": 0', '"halves": false'),
        ('"halves": 0', '"halves": "0"'),
        ('"as_of"', '"As_of"'),
        ('"equivalents": []', '"equivalents": [], "rank": 1'),
    ],
)
def test_other_words_of_the_same_look_are_changed(story: Story, change: tuple[str, str]):
    text = text_of(issue(story))
    assert change[0] in text
    found = check_text(text.replace(*change), at=story.now)
    assert found.verdict == "changed"
    spelled = text.replace("Ana", "\\u0041na", 1)
    assert check_text(spelled, at=story.now).verdict == "genuine", (
        "the same text, written otherwise"
    )


@pytest.mark.req("R31")
def test_why_something_counts_is_read_by_them_their_manager_and_the_leads(story: Story):
    change_policy(
        programme=story.programme,
        changes={"equivalents": "On-call lead"},
        effective_on=story.now.date(),
        reason="It counts.",
        by=story.lea,
        at=story.now,
    )
    grant(story, "bo")
    seen = {each: every_equivalent(story.of(each)).count() for each in ("bo", "ana", "lea")}
    assert seen == {"bo": 1, "ana": 0, "lea": 1}


@pytest.mark.req("R32")
def test_a_seat_confirmed_since_corrects_nothing(story: Story):
    made = window(*PAST)
    sat = seat(made, "ana", confirmed=False)
    close_windows(story.now)
    record = issue(story)
    Confirmation.objects.create(seat=sat, by=sat.person, at=story.now)
    found = check_text(text_of(record), at=story.now)
    assert found.verdict == "genuine" and "2 halves as reported became confirmed" in found.sentence


@pytest.mark.req("R32")
def test_they_their_manager_or_a_lead_and_nobody_else(story: Story):
    for by in ("ana", "max", "lea"):
        issue(story, by=by)
    for by in ("kim", "sam", "rex"):
        with pytest.raises(NotAllowed, match="who manages them or a programme lead"):
            issue(story, by=by)
    told = Delivery.objects.filter(event__kind="service_record.issued", channel="mail")
    assert {each.recipient for each in told} == {str(Person.objects.get(login="ana").pk)}
    codes = set(ServiceRecord.objects.values_list("code", flat=True))
    assert not any(code in json.dumps(each.data) for each in Event.objects.all() for code in codes)
    with pytest.raises(Invalid, match="today at the latest"):
        issue(story, as_of=story.now.date() + timedelta(days=1))


@pytest.mark.req("R32")
def test_who_left_keeps_their_history(story: Story):
    served(story, "ana")
    Person.objects.filter(login="ana").update(deactivated_at=story.now)
    assert statement_of(issue(story, by="lea"))["totals"]["halves"] == 2


@pytest.mark.req("R32")
@pytest.mark.parametrize("model", [ServiceRecord, SigningKey, Equivalent])
def test_the_database_refuses_to_change_them(story: Story, model):
    grant(story)
    issue(story)
    field = model._meta.fields[1].name
    for change in (lambda: model.objects.update(**{field: F(field)}), model.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.req("R31")
def test_an_equivalent_counts_for_next_due_and_the_gate_and_for_no_half(story: Story):
    change_policy(
        programme=story.programme,
        changes={"promotion_gate": "yes"},
        effective_on=story.now.date(),
        reason="As we said.",
        by=story.lea,
        at=story.now,
    )
    assert turn_of(story.programme, "bo", story.now).gate is Gate.MISSING
    row = grant(story)
    assert row.kind == "on-call lead"
    turn = turn_of(story.programme, "bo", story.now)
    assert (turn.gate, turn.next_due, turn.service.halves) == (Gate.SERVED, date(2027, 5, 29), 0)
    assert turn.last_until == date(2025, 11, 29)
    assert statement_of(issue(story, "bo", "bo"))["equivalents"] == [
        {"kind": "on-call lead", "starts_on": "2025-11-03", "ends_on": "2025-11-28", "days": 20}
    ]
    withdraw_equivalent(equivalent_id=row.pk, reason="Not theirs.", by=story.lea, at=story.now)
    turn = turn_of(story.programme, "bo", story.now)
    assert (turn.gate, turn.next_due, turn.last_until) == (Gate.MISSING, None, None)


@pytest.mark.req("R31")
def test_what_is_no_equivalent_is_refused(story: Story):
    first = grant(story)
    assert grant(story) == first
    with pytest.raises(Conflict, match="withdraw that one first"):
        grant(story, ends_on=date(2025, 12, 5))
    grant(story, kind="support embed")
    for given, words in (
        ({"kind": "holiday"}, "on-call lead, support embed"),
        ({"ends_on": date(2025, 11, 1)}, "ends before it starts"),
        ({"days": 99}, "from 1 to 26"),
        ({"starts_on": None}, "from the first to the last"),
        ({"reason": " "}, "what they did"),
    ):
        with pytest.raises(Invalid, match=words):
            grant(story, **given)
    with pytest.raises(NotAllowed):
        grant_equivalent(
            login="bo",
            kind="support embed",
            starts_on=None,
            ends_on=None,
            reason="x",
            by=story.bo,
            at=story.now,
        )


@pytest.mark.req("R33")
def test_everybody_sees_whom_they_may(story: Story):
    done = served(story, "ana")
    sign_up("bo", done)
    waive(
        login="bo",
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 2, 1),
        reason="Full.",
        by=story.lea,
        at=story.now,
    )
    seen = {
        by: {t.person.login for t in standings(story.of(by), at=story.now)} for by in story.people
    }
    assert seen["lea"] >= {"ana", "kim", "bo"}
    assert (seen["ana"], seen["max"], seen["rex"]) == ({"ana"}, {"ana"}, set())
    (bo,) = [each for each in standings(story.lea, at=story.now) if each.person.login == "bo"]
    assert len(bo.asked_in_vain) == 1 and len(bo.waivers) == 1 and bo.next_due is None
