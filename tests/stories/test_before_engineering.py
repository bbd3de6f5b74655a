"""Intake: who responds first, who answers to the customer, who is involved and what they need."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.actions import (
    accept,
    import_customers,
    involve,
    leave,
    name_support,
    save_customer,
    spoke,
)
from holdfast.escalation.models import Customer, Participant
from holdfast.escalation.queries.customer import standing_of
from holdfast.escalation.queries.declines import declines
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import change_policy, deactivate
from holdfast.people.models import Person, Team
from holdfast.people.queries import policy_at
from tests.cast import Story


def told(kind: str) -> list[str]:
    """Logins of who was written to because of the latest event of a kind."""
    event = Event.objects.filter(kind=kind).latest("id")
    people = Delivery.objects.filter(event=event).values_list("recipient", flat=True)
    return sorted(Person.objects.get(pk=int(each)).login for each in people)


@pytest.fixture
def acme(story: Story) -> Customer:
    """Goes live on 20 March; Max implements it, Sam supports it; 14 days of buffer."""
    change_policy(
        programme=story.programme,
        effective_on=date(2026, 3, 3),
        changes={"ga_buffer_days": 14},
        reason="We know it now.",
        by=story.lea,
        at=story.now,
    )
    return save_customer(
        name="Acme",
        ga_on=date(2026, 3, 20),
        implementation_engineer="max",
        support_engineer="sam",
        by=story.sam,
        at=story.now,
    )


@pytest.mark.req("R85")
def test_during_implementation_the_implementation_engineer_is_first(story: Story, acme: Customer):
    skipped = story.raised(by="bo", customer="ACME")
    assert (skipped.phase, skipped.past_first_responder) == ("implementation", True)
    asked = story.raised(by="bo", customer="Acme", first_response="Max rebuilt the index.")
    assert (asked.past_first_responder, asked.first_response) == (False, "Max rebuilt the index.")
    own = story.raised(by="max", customer="Acme")
    assert (own.past_first_responder, own.phase) == (False, "implementation")


@pytest.mark.req("R84", "R86")
def test_after_the_buffer_support_is_first(story: Story, acme: Customer):
    story.now += timedelta(days=31)  # 3 April, the day after 14 days from 20 March
    assert not story.raised(by="sam", customer="Acme").past_first_responder
    skipped = story.raised(by="max", customer="Acme")
    assert (skipped.phase, skipped.past_first_responder) == ("live", True)
    acme.ga_on = None
    acme.save()
    unknown = story.raised(by="max", customer="Acme")
    assert (unknown.phase, unknown.past_first_responder) == ("unknown", False)
    policy = policy_at(story.programme, story.now)
    assert standing_of("Acme", acme, policy=policy, at=story.now).why.endswith("GA date for Acme")


@pytest.mark.req("R86")
def test_an_unset_buffer_is_said(story: Story):
    customer = save_customer(name="Acme", ga_on="2026-01-01", by=story.sam, at=story.now)
    assert story.raised(customer="Acme").phase == "unknown"
    policy = policy_at(story.programme, story.now)
    why = standing_of("Acme", customer, policy=policy, at=story.now).why
    assert why == "phase unknown: the policy sets no buffer after GA"


@pytest.mark.req("R75")
def test_two_owners_and_only_one_of_them_moves(story: Story, acme: Customer):
    """The DRI changes by acceptance; who answers to the customer does not change with it."""
    issue = story.raised(by="bo", customer="Acme")
    assert issue.support_engineer == story.people["sam"]
    assert "sam" in told("escalation.raised")
    story.accept(issue, by="ana")
    assert told("escalation.accepted") == ["bo", "sam"]
    story.take_over(story.offer(issue, to="kim"), by="kim")
    assert story.see(issue).support_engineer == story.people["sam"]
    story.answer(story.ask_to_close(issue, by="kim"), agree=True, by="bo")
    assert story.see(issue).support_engineer == story.people["sam"]
    assert story.see(issue).owner == story.people["kim"]
    story.reopen(issue, by="bo")
    assert story.see(issue).support_engineer == story.people["sam"]


def test_who_answers_to_the_customer_by_default(story: Story, acme: Customer):
    assert story.raised(by="sam").support_engineer == story.people["sam"]
    assert story.raised(by="bo").support_engineer is None
    named = story.raised(by="sam", customer="Acme", support_engineer="@rex")
    assert named.support_engineer == story.people["rex"]
    deactivate(login="sam", reason="Left.", by=story.ada, at=story.now)
    assert story.raised(by="bo", customer="Acme").support_engineer is None
    for gone in ("sam", "nobody"):
        with pytest.raises(Invalid) as refused:
            story.raised(by="bo", support_engineer=gone)
        assert refused.value.field == "support_engineer"


@pytest.mark.req("R75")
def test_naming_who_answers_to_the_customer(story: Story):
    issue = story.owned()

    def name(login: str, by: str) -> None:
        name_support(ref=issue.ref, login=login, by=story.of(by), at=story.now)

    with pytest.raises(NotAllowed):
        name("rex", by="ana")
    name("rex", by="sam")
    assert story.see(issue).support_engineer == story.people["rex"]
    assert story.see(issue).owner == story.people["ana"]
    assert told("support.named") == ["ana", "rex"]
    name("rex", by="sam")
    name("bo", by="rex")
    assert told("support.named") == ["ana", "bo"]
    assert story.happened(issue).count("support.named") == 2
    for wrong in ("", "nobody"):
        with pytest.raises(Invalid) as refused:
            name(wrong, by="lea")
        assert refused.value.field == "login"
    story.answer(story.ask_to_close(issue), agree=True)
    with pytest.raises(Conflict):
        name("sam", by="lea")


@pytest.mark.req("R38", "R40")
def test_the_acceptance_test_is_recorded(story: Story):
    issue = story.raised()
    accept(ref=issue.ref, why="Only the search team can, next month.", by=story.ana, at=story.now)
    event = Event.objects.get(kind="escalation.accepted")
    assert event.data["why"] == "Only the search team can, next month."


@pytest.mark.req("R72")
def test_an_executive_can_be_told_no_and_it_is_counted(story: Story):
    asked = story.raised(by="rex", exec_asked=True)
    other = story.raised(by="sam")
    since = story.now
    story.decline(asked, by="ana", reason="It is a wish.", alternative="The roadmap board.")
    story.decline(other, by="kim", reason="Support can do it.")
    until = story.now + timedelta(days=1)
    assert declines(story.programme, since=since, until=until) == (2, 1)
    assert declines(story.programme, since=until, until=until + timedelta(days=1)) == (0, 0)
    assert asked.severity == other.severity
    assert asked.update_due_at.tzinfo


def test_an_alert_belongs_to_a_team(story: Story):
    assert story.raised(alert_team="search").alert_team == Team.objects.get(name="Search")
    with pytest.raises(Invalid) as refused:
        story.raised(alert_team="Nobody's")
    assert refused.value.field == "alert_team"


@pytest.mark.req("R39", "R49")
def test_who_is_involved_hears_and_is_spoken_to(story: Story):
    issue = story.owned()
    max_ = involve(
        ref=issue.ref, login="max", needs="To know by Thursday.", by=story.ana, at=story.now
    )
    assert told("participant.involved") == ["max"]
    again = involve(ref=issue.ref, login="max", needs="By Friday.", by=story.sam, at=story.now)
    assert (again.pk, again.needs) == (max_.pk, "By Friday.")
    involve(ref=issue.ref, login="max", needs="By Friday.", by=story.sam, at=story.now)
    assert story.happened(issue).count("participant.involved") == 2
    story.update(issue)
    assert "max" in told("escalation.updated")

    assert Participant.objects.get(pk=max_.pk).spoken_at is None
    before = story.now
    story.now += timedelta(hours=1)
    spoke(participant_id=max_.pk, note="He agrees.", by=story.ana, at=story.now)
    assert Participant.objects.get(pk=max_.pk).spoken_at == story.now
    spoke(participant_id=max_.pk, at_when=before, by=story.ana, at=story.now)
    assert story.happened(issue).count("participant.spoken") == 1
    for wrong in (story.now + timedelta(minutes=1), before - timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            spoke(participant_id=max_.pk, at_when=wrong, by=story.ana, at=story.now)
        assert refused.value.field == "at_when"

    leave(participant_id=max_.pk, by=story.max, at=story.now)
    leave(participant_id=max_.pk, by=story.max, at=story.now)
    assert story.happened(issue).count("participant.left") == 1
    with pytest.raises(Conflict):
        spoke(participant_id=max_.pk, by=story.ana, at=story.now)
    story.update(issue, "More.")
    assert "max" not in told("escalation.updated")
    back = involve(ref=issue.ref, login="max", by=story.ana, at=story.now)
    assert back.pk != max_.pk


@pytest.mark.req("R46")
def test_somebody_outside_is_a_name(story: Story):
    issue = story.owned()
    joe = involve(ref=issue.ref, name="Joe of Acme", needs="A call", by=story.ana, at=story.now)
    assert involve(ref=issue.ref, name="joe of acme", by=story.ana, at=story.now).pk == joe.pk
    event = Event.objects.get(kind="participant.involved")
    assert event.data["outside"] == "Joe of Acme"
    assert not Delivery.objects.filter(event=event).exists()
    story.update(issue)
    for given in ({}, {"login": "max", "name": "Joe"}, {"login": "nobody"}):
        with pytest.raises(Invalid) as refused:
            involve(ref=issue.ref, by=story.ana, at=story.now, **given)
        assert refused.value.field == "login"
    with pytest.raises(NotAllowed):
        involve(ref=issue.ref, login="max", by=story.rex, at=story.now)
    deactivate(login="max", reason="Left.", by=story.ada, at=story.now)
    with pytest.raises(Invalid):
        involve(ref=issue.ref, login="max", by=story.ana, at=story.now)
    with pytest.raises(NotFound):
        spoke(participant_id=999, by=story.ana, at=story.now)
    story.answer(story.ask_to_close(issue), agree=True)
    with pytest.raises(Conflict):
        involve(ref=issue.ref, login="bo", by=story.ana, at=story.now)


def test_customers_are_saved_and_imported_all_or_nothing(story: Story, acme: Customer):
    for _ in range(2):
        save_customer(name="ACME", ga_on=date(2026, 4, 1), by=story.sam, at=story.now)
    acme.refresh_from_db()
    assert (acme.name, acme.ga_on, acme.support_engineer) == ("ACME", date(2026, 4, 1), None)
    assert Event.objects.filter(kind="customer.saved").count() == 2
    with pytest.raises(NotAllowed):
        save_customer(name="Umbra", ga_on=None, by=story.rex, at=story.now)
    for wrong, at_field in (
        ({"name": " ", "ga_on": None}, "name"),
        ({"name": "A", "ga_on": "soon"}, "ga_on"),
        ({"name": "A", "ga_on": "0026-03-01"}, "ga_on"),
        ({"name": "A", "ga_on": None, "support_engineer": "nobody"}, "support_engineer"),
    ):
        with pytest.raises(Invalid) as refused:
            save_customer(by=story.sam, at=story.now, **wrong)
        assert refused.value.field == at_field

    def take_in(text: str):
        return import_customers(content=text.encode(), by=story.sam, at=story.now)

    good = (
        "name;ga_on;support_engineer\nAcme;2026-05-01;sam\n\nUmbra;;@Rex\nZürich AG;2026-01-01;\n"
    )
    done = take_in(good)
    assert (done.added, done.changed, done.unchanged) == (["Umbra", "Zürich AG"], ["ACME"], 0)
    done = take_in(good)
    assert (done.added, done.changed, done.unchanged) == ([], [], 3)
    with pytest.raises(Invalid) as refused:
        take_in("name,ga_on,support_engineer\nNew,2026-01-01,\nBad,soon,\nWorse,,nobody\nnew,,\n")
    assert [each["line"] for each in refused.value.facts["findings"]] == [3, 4, 5]
    assert not Customer.objects.filter(name="New").exists()
    for whole in ("", "login\nx", "name,colour\nA,red", "name\n" + "A\n" * 3, "\x00"):
        with pytest.raises(Invalid):
            take_in(whole)
