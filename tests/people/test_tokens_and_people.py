"""Tokens, absences, coming and going, and that nobody gives themselves more than they have."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import (
    add_absence,
    add_person,
    change_person,
    create_token,
    deactivate,
    note_use,
    reactivate,
    remove_absence,
    revoke_token,
    set_password,
)
from holdfast.people.models import Absence, ApiToken, Person
from holdfast.people.queries import actor, leads, policy_at, reachable, token, working_hours
from tests.cast import Story


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def test_a_token_is_shown_once_and_kept_as_a_digest(story: Story):
    made, secret = create_token(login="ana", scope="write", by=story.ana, at=story.now)
    assert secret.startswith(made.prefix)
    row = ApiToken.objects.filter(pk=made.pk).values().get()
    events = list(Event.objects.filter(kind="token.created").values_list("data", flat=True))
    assert secret not in f"{row}{events}"
    assert row["digest"] == digest(secret)
    assert token(digest(secret), at=story.now).person.login == "ana"
    assert token(secret, at=story.now) is None  # who steals the table has no key


def test_a_token_expires_and_is_revoked(story: Story):
    made, secret = create_token(login="ana", scope="read", days=7, by=story.ana, at=story.now)
    end = story.now + timedelta(days=7)
    assert token(digest(secret), at=end - timedelta(seconds=1))
    assert token(digest(secret), at=end) is None
    with pytest.raises(NotAllowed):
        revoke_token(token_id=made.pk, by=story.kim, at=story.now)
    revoke_token(token_id=made.pk, by=story.ana, at=story.now)
    revoke_token(token_id=made.pk, by=story.ana, at=story.now)
    assert token(digest(secret), at=story.now) is None
    assert Event.objects.filter(kind="token.revoked").count() == 1
    with pytest.raises(NotFound):
        revoke_token(token_id=0, by=story.ada, at=story.now)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_lasts_at_most_a_year(story: Story, days: int):
    with pytest.raises(Invalid, match="1 to 366"):
        create_token(login="ana", scope="read", days=days, by=story.ana, at=story.now)


def test_who_makes_tokens_for_whom(story: Story):
    with pytest.raises(NotAllowed):
        create_token(login="kim", scope="read", by=story.ana, at=story.now)
    with pytest.raises(NotAllowed):
        create_token(login="kim", scope="read", by=story.lea, at=story.now)
    with pytest.raises(NotAllowed, match="acts for others"):
        create_token(login="ana", scope="act-as", by=story.ana, at=story.now)
    with pytest.raises(Invalid, match="not a scope"):
        create_token(login="ana", scope="root", by=story.ana, at=story.now)
    create_token(login="lea", scope="act-as", by=story.lea, at=story.now)
    create_token(login="kim", scope="read", by=story.ada, at=story.now)


def test_who_has_left_has_no_working_token(story: Story):
    _, secret = create_token(login="ana", scope="write", by=story.ana, at=story.now)
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    with pytest.raises(NotAllowed, match="deactivated"):
        actor(token(digest(secret), at=story.now).person, via="api")
    with pytest.raises(NotFound):
        create_token(login="ana", scope="read", by=story.ada, at=story.now)


def test_the_last_use_is_noted_to_the_minute(story: Story):
    made, _ = create_token(login="ana", scope="read", by=story.ana, at=story.now)
    note_use(token=made, at=story.now)
    made.refresh_from_db()
    note_use(token=made, at=story.now + timedelta(seconds=59))
    assert ApiToken.objects.get(pk=made.pk).last_used_at == story.now
    note_use(token=made, at=story.now + timedelta(seconds=60))
    assert ApiToken.objects.get(pk=made.pk).last_used_at == story.now + timedelta(seconds=60)


# --- absences -----------------------------------------------------------------------------------


@pytest.mark.req("R48")
def test_no_deadline_runs_on_days_away(story: Story):
    add_absence(
        login="ana",
        starts_on=date(2026, 3, 4),
        ends_on=date(2026, 3, 10),
        by=story.ana,
        at=story.now,
    )
    issue = story.owned(by="ana")  # sev1, Tuesday 16:00 in Berlin: one working day
    assert issue.update_due_at.date() == date(2026, 3, 11)
    policy = policy_at(story.programme, story.now)
    assert reachable(story.people["ana"], policy, at=story.now) is True
    away = story.now + timedelta(days=1)
    assert reachable(story.people["ana"], policy, at=away) is False


def test_absences_are_ones_own_or_a_leads_and_once(story: Story):
    days = {"starts_on": date(2026, 3, 4), "ends_on": date(2026, 3, 4)}
    with pytest.raises(NotAllowed):
        add_absence(login="ana", by=story.kim, at=story.now, **days)
    first = add_absence(login="ana", by=story.ana, at=story.now, **days)
    assert add_absence(login="ANA ", by=story.lea, at=story.now, **days) == first
    with pytest.raises(Invalid, match="ends before it starts"):
        add_absence(
            login="ana",
            starts_on=date(2026, 3, 5),
            ends_on=date(2026, 3, 4),
            by=story.ana,
            at=story.now,
        )
    with pytest.raises(Invalid, match="over two years"):
        add_absence(
            login="ana",
            starts_on=date(2026, 3, 5),
            ends_on=date(2036, 3, 4),
            by=story.ana,
            at=story.now,
        )
    with pytest.raises(NotAllowed):
        remove_absence(absence_id=first.pk, by=story.kim, at=story.now)
    remove_absence(absence_id=first.pk, by=story.ana, at=story.now)
    remove_absence(absence_id=first.pk, by=story.ana, at=story.now)
    assert not Absence.objects.exists()
    assert Event.objects.filter(kind="absence.removed").count() == 1


def test_public_holidays_are_days_off(story: Story):
    ana = story.people["ana"]
    ana.holidays = "DE"
    hours = working_hours(ana, policy_at(story.programme, story.now), at=story.now)
    assert date(2026, 4, 3) in hours.days_off  # Good Friday
    assert date(2026, 4, 2) not in hours.days_off


# --- roles --------------------------------------------------------------------------------------


def changed(story: Story, login: str, by: str, **given: str) -> Person:
    return change_person(login=login, given=given, by=story.of(by), at=story.now)


@pytest.mark.parametrize(
    ("by", "login", "role"),
    [
        ("lea", "lea", "admin"),
        ("lea", "max", "lead"),
        ("lea", "max", "admin"),
        ("lea", "ada", "member"),
        ("ana", "ana", "lead"),
        ("ana", "max", "engineer"),
        ("max", "max", "support"),
        ("sam", "max", "member"),
    ],
)
def test_nobody_gives_or_takes_more_than_they_have(story: Story, by: str, login: str, role: str):
    with pytest.raises(NotAllowed):
        changed(story, login, by, role=role)


def test_a_lead_makes_engineers_and_an_administrator_makes_leads(story: Story):
    assert changed(story, "max", "lea", role="engineer").role == "engineer"
    assert changed(story, "max", "ada", role="lead").role == "lead"
    with pytest.raises(NotAllowed):
        add_person(login="newt", given={"role": "lead"}, by=story.lea, at=story.now)


def test_people_set_their_own_hours_and_nothing_else(story: Story):
    assert changed(story, "ana", "ana", zone="Asia/Seoul", hours="10:00-18:00").zone == "Asia/Seoul"
    for given in ({"name": "Queen"}, {"zone": "UTC", "email": "x@example.com"}):
        with pytest.raises(NotAllowed):
            changed(story, "ana", "ana", **given)
    with pytest.raises(NotAllowed):
        changed(story, "kim", "ana", zone="UTC")


def test_passwords_are_ones_own_or_set_by_an_administrator(story: Story):
    good = "correct horse battery staple"
    set_password(login="ana", password=good, by=story.ana, at=story.now)
    assert Person.objects.get(login="ana").check_password(good)
    for by in ("kim", "lea"):
        with pytest.raises(NotAllowed):
            set_password(login="ana", password=good, by=story.of(by), at=story.now)
    for weak in ("short", "password1234", ""):
        with pytest.raises(Invalid):
            set_password(login="ana", password=weak, by=story.ana, at=story.now)
    events = Event.objects.filter(kind="person.password_set").values_list("data", flat=True)
    assert good not in str(list(events))


def test_leaving_and_coming_back(story: Story):
    for login in ("ana", "ana"):
        deactivate(login=login, reason="Left.", by=story.lea, at=story.now)
    assert Event.objects.filter(kind="person.deactivated").count() == 1
    with pytest.raises(Invalid, match="cannot deactivate yourself"):
        deactivate(login="lea", reason="Left.", by=story.lea, at=story.now)
    with pytest.raises(NotAllowed):
        deactivate(login="ada", reason="Left.", by=story.lea, at=story.now)
    with pytest.raises(Invalid, match="Say why"):
        deactivate(login="kim", reason=" ", by=story.lea, at=story.now)
    deactivate(login="lea", reason="Left.", by=story.ada, at=story.now)
    assert leads() == [story.people["ada"].pk]
    assert reactivate(login="ana", by=story.ada, at=story.now).is_active


def test_a_login_and_an_address_are_taken_once(story: Story):
    with pytest.raises(Conflict, match="already here"):
        add_person(login="@ANA", given={}, by=story.lea, at=story.now)
    with pytest.raises(Conflict, match="already belongs"):
        add_person(login="newt", given={"email": "ANA@example.com"}, by=story.lea, at=story.now)
    with pytest.raises(Invalid, match="own manager"):
        changed(story, "ana", "lea", manager="ana")
    with pytest.raises(Invalid, match="max reports to ana, ana to max"):
        changed(story, "max", "lea", manager="ana")


def test_an_address_that_is_emptied_is_gone(story: Story):
    assert Person.objects.get(login="ana").email
    changed(story, "ana", "lea", name="Ana Ruiz", email=" ")
    assert Person.objects.get(login="ana").email == ""


def test_a_lead_does_not_change_an_administrator(story: Story):
    with pytest.raises(NotAllowed):
        change_person(login="ada", given={"email": "x@example.com"}, by=story.lea, at=story.now)
