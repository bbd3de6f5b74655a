"""One escalation, start to end, as its people live it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from holdfast.journal.models import Delivery
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.mail.channel import MailChannel
from holdfast.people.actions import change_person, deactivate
from tests.cast import Story


def told(kind: str) -> set[str]:
    """Logins of whoever is owed a mail for the events of a kind."""
    from holdfast.people.models import Person

    numbers = Delivery.objects.filter(event__kind=kind).values_list("recipient", flat=True)
    return set(Person.objects.filter(pk__in=list(numbers)).values_list("login", flat=True))


@pytest.mark.req("R2", "R38", "R40", "R66")
def test_raising_asks_for_the_stakes_and_why_the_normal_process_cannot(story: Story):
    for missing in ("stakes", "why_now", "title"):
        with pytest.raises(Invalid) as refused:
            story.raised(**{missing: "  "})
        assert refused.value.field == missing


@pytest.mark.req("R41", "R44", "R45", "R46", "R48")
def test_from_raise_to_closed_and_back(story: Story):
    issue = story.raised()
    assert story.see(issue).state == "raised"
    assert story.see(issue).answerable.login == "sam"
    assert told("escalation.raised") == {"ana", "kim"}

    story.accept(issue, by="ana")
    issue = story.see(issue)
    assert (issue.state, issue.owner.login) == ("owned", "ana")
    assert issue.next_step_by.login == "ana"
    # sev1: a working day of Ana's, who accepted at 16:00 in Berlin.
    assert issue.update_due_at == story.now + timedelta(days=1)
    assert told("escalation.accepted") == {"sam"}

    story.forward(hours=3)
    story.update(issue, "Found the index that broke.", next_step="Rebuild the index")
    assert story.see(issue).next_step == "Rebuild the index"

    request = story.ask_to_close(issue)
    assert story.see(issue).state == "owned"
    story.answer(request, agree=True)
    assert story.see(issue).state == "closed"

    story.forward(days=2)
    story.reopen(issue)
    issue = story.see(issue)
    assert (issue.state, issue.owner.login) == ("owned", "ana")
    assert story.happened(issue) == [
        "escalation.raised",
        "escalation.accepted",
        "escalation.updated",
        "closure.asked",
        "escalation.closed",
        "escalation.reopened",
    ]


@pytest.mark.req("R41")
def test_the_second_to_accept_hears_who_was_first(story: Story):
    issue = story.owned(by="ana")
    with pytest.raises(Conflict, match="Ana Ruiz owns ESC-") as refused:
        story.accept(issue, by="kim")
    assert refused.value.facts["owner"] == "ana"
    story.accept(issue, by="ana")  # a second click changes nothing
    assert story.happened(issue).count("escalation.accepted") == 1


@pytest.mark.req("R58")
def test_ownership_moves_only_when_the_successor_accepts(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    assert story.see(issue).owner.login == "ana"
    with pytest.raises(NotAllowed, match="only they can answer"):
        story.take_over(offer, by="lea")
    story.take_over(offer, by="kim")
    assert story.see(issue).owner.login == "kim"
    story.take_over(offer, by="kim")
    assert story.happened(issue).count("handover.accepted") == 1


@pytest.mark.req("R58")
def test_an_offer_can_be_declined_withdrawn_or_expire_and_the_giver_still_owns_it(story: Story):
    issue = story.owned(by="ana")
    story.refuse_offer(story.offer(issue, to="kim"), by="kim")
    offer = story.offer(issue, to="bo")
    story.withdraw(offer)
    with pytest.raises(Conflict, match="was withdrawn"):
        story.take_over(offer, by="bo")
    offer = story.offer(issue, to="bo", note="Again.")
    story.forward(days=3)
    with pytest.raises(Conflict, match="has expired"):
        story.take_over(offer, by="bo")
    assert story.see(issue).owner.login == "ana"
    assert "lea" in told("handover.expired")


@pytest.mark.req("R58")
@pytest.mark.parametrize(
    ("to", "says"),
    [("ana", "owns it already"), ("nobody", "Nobody here"), ("sam", "no engineer")],
)
def test_an_offer_to_somebody_who_cannot_take_it_is_refused(story: Story, to: str, says: str):
    issue = story.owned(by="ana")
    with pytest.raises(Invalid, match=says):
        story.offer(issue, to=to)


@pytest.mark.req("R48", "R59")
def test_an_overdue_update_nudges_the_owner_then_the_lead(story: Story):
    issue = story.owned(by="ana")
    story.forward(days=1, hours=1)
    assert told("escalation.update_overdue") == {"ana"}
    story.forward(days=1)
    assert told("escalation.update_overdue") == {"ana", "lea"}
    story.update(issue, "Late, but here.")
    assert story.see(issue).update_due_at > story.now
    assert story.see(issue).alarms == 0


@pytest.mark.req("R44", "R59")
def test_nobody_accepts_and_everybody_hears(story: Story):
    issue = story.raised()
    story.forward(hours=3)
    assert told("escalation.acceptance_overdue") == {"sam", "ana", "kim"}
    story.forward(days=1)
    assert "lea" in told("escalation.acceptance_overdue")
    assert story.see(issue).alarm_at is not None


@pytest.mark.req("R72")
def test_an_executive_can_be_told_no(story: Story):
    issue = story.raised(by="rex")
    story.decline(issue, by="ana", reason="It is a roadmap wish.", alternative="Ask product.")
    assert story.see(issue).state == "declined"
    assert told("escalation.declined") == {"rex"}
    with pytest.raises(Conflict, match="is declined; reopen it"):
        story.accept(issue, by="ana")
    story.reopen(issue, by="rex", reason="A customer is blocked now.")
    assert story.see(issue).state == "raised"


@pytest.mark.req("R60")
def test_the_raiser_can_say_that_it_is_not_solved(story: Story):
    issue = story.owned()
    request = story.ask_to_close(issue)
    with pytest.raises(Invalid, match="still missing"):
        story.answer(request, agree=False)
    story.answer(request, agree=False, note="Still slow on Mondays.")
    assert story.see(issue).state == "owned"
    with pytest.raises(Conflict, match="already refused"):
        story.answer(request, agree=True)


@pytest.mark.req("R60")
def test_a_forgotten_request_to_close_is_asked_again(story: Story):
    issue = story.owned()
    story.ask_to_close(issue)
    story.forward(days=3)
    assert {"sam", "lea"} <= told("closure.asked_again")


@pytest.mark.req("R60")
def test_the_raiser_closes_without_asking_anybody(story: Story):
    issue = story.raised()
    story.ask_to_close(issue, by="sam", outcome="withdrawn", reason="Customer found it.")
    assert story.see(issue).state == "closed"


@pytest.mark.req("R54")
def test_every_open_escalation_has_a_next_step_with_a_person_and_a_date(story: Story):
    issue = story.raised()
    assert (issue.next_step, issue.next_step_by.login) == (
        "Somebody on the rotation accepts or declines it.",
        "sam",
    )
    assert issue.next_step_on >= story.now.date()


@pytest.mark.req("R91")
def test_the_end_of_a_window_moves_nothing(story: Story):
    issue = story.owned(by="ana")
    story.now += timedelta(days=60)
    assert story.see(issue).owner.login == "ana"


def test_an_account_that_ends_raises_the_alarm_that_names_what_must_be_handed_over(story: Story):
    issue = story.owned(by="ana")
    closed = story.owned(by="ana", title="An old one")
    story.answer(story.ask_to_close(closed), agree=True)
    Delivery.objects.all().delete()
    deactivate(login="ana", reason="Left the company.", by=story.lea, at=story.now)
    assert story.see(issue).owner.login == "ana"  # nothing changes hands by itself
    told = {each.recipient: each for each in Delivery.objects.filter(channel="mail")}
    wanted = {str(story.people[login].pk) for login in ("lea", "sam")}
    assert set(told) == wanted  # the lead who did it has the list too, and who raised it
    for each in told.values():
        text = MailChannel().perform(each, at=story.now).message["text"]
        assert "Nothing changed hands by that" in text
        assert f"{issue.ref} (sev1): Search is down for Acme" in text
        assert "2026-02-16 to 2026-03-16" in text  # the seat
        assert "An old one" not in text
        assert "/people/ana" in text


def test_who_holds_nothing_leaves_without_an_alarm(story: Story):
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    assert not Delivery.objects.exists()  # the only lead did it, and there is nothing to do


def test_a_mail_that_waited_says_what_held_then(story: Story):
    issue = story.owned(by="ana")
    due = story.see(issue).update_due_at
    accepted = Delivery.objects.get(channel="mail", event__kind="escalation.accepted")
    story.forward(hours=1)
    story.update(issue, "Found it.", next_step="Roll the fix out.")
    assert story.see(issue).update_due_at != due
    text = MailChannel().perform(accepted, at=story.now).message["text"]
    assert "First look" in text
    assert "Roll the fix out" not in text
    assert f"{due.astimezone(ZoneInfo('America/Chicago')):%H:%M}" in text
    story.answer(story.ask_to_close(issue), agree=True)
    ended = Delivery.objects.filter(event__kind="escalation.closed").first()
    story.reopen(issue)
    text = MailChannel().perform(ended, at=story.now).message["text"]
    assert "Next step" not in text


@pytest.mark.req("R48")
def test_the_same_words_on_another_day_are_news_and_pressed_twice_they_are_not(story: Story):
    issue = story.owned(by="ana")
    words = "No news, still waiting."
    first = story.update(issue, words)
    assert story.update(issue, words) == first
    assert story.update(issue, words, next_step_by="kim") != first
    due = story.see(issue).update_due_at
    story.forward(hours=20)
    assert story.update(issue, words) != first
    assert story.see(issue).update_due_at > due


@pytest.mark.req("R58")
def test_an_offer_that_ran_out_stands_in_nobodys_way_before_the_sweep_comes_by(story: Story):
    issue = story.owned(by="ana")
    old = story.offer(issue, to="kim")
    story.now += timedelta(days=3)  # and no worker runs
    new = story.offer(issue, to="kim")
    assert new.pk != old.pk
    assert "handover.expired" in story.happened(issue)
    story.take_over(new, by="kim")
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R58")
def test_who_is_no_engineer_any_more_cannot_take_it_over(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    change_person(login="kim", given={"role": "member"}, by=story.lea, at=story.now)
    with pytest.raises(NotAllowed, match="accept an escalation"):
        story.take_over(offer, by="kim")
    assert story.see(issue).owner.login == "ana"


def test_the_mail_of_an_offer_names_who_makes_it(story: Story):
    issue = story.owned(by="ana")
    story.offer(issue, to="kim", by="lea")
    kim = str(story.people["kim"].pk)
    owed = Delivery.objects.get(recipient=kim, event__kind="handover.offered")
    text = MailChannel().perform(owed, at=story.now).message["text"]
    assert "Lea Marsh offers the ownership to you" in text
    assert "Until it is accepted, Ana Ruiz owns it" in text


def test_what_is_settled_is_said_before_a_reason_is_asked_for(story: Story):
    owned = story.owned(by="ana")
    with pytest.raises(Conflict, match="already owns"):
        story.decline(owned, by="kim", reason="")
    offer = story.offer(owned, to="kim")
    story.withdraw(offer)
    with pytest.raises(Conflict, match="was withdrawn"):
        story.refuse_offer(offer, by="kim", reason="")
