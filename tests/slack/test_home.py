"""The App Home: what is mine, for each of the story's people; kept up while it stands open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.models import Escalation
from holdfast.journal.models import Delivery, Event
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.actions import offer_swap
from holdfast.rotation.models import Confirmation, Seat, Window
from holdfast.slack import identity
from holdfast.slack.apphome.page import blocks_for
from holdfast.slack.apphome.refresh import Home
from holdfast.slack.calls import register
from holdfast.slack.models import Account, Card, Group, Room
from tests.cast import START, another_team
from tests.slack import blocks as kit

pytestmark = pytest.mark.req("R50")


def home(slack, login: str):
    """Somebody looks at their Home."""
    user = getattr(slack, login)
    user.home.open()
    slack.work()
    return user.home


def published(slack) -> int:
    return len([call for call in slack.workspace.calls("views.publish") if call.ok])


def next_window(*logins: str, starts_on: date = date(2026, 3, 16)) -> Window:
    window = Window.objects.create(
        programme=default_programme(),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=28),
        wanted=2,
    )
    for position, login in enumerate(logins):
        person = Person.objects.get(login=login)
        Seat.objects.create(
            window=window, person=person, position=position, source="hand", at=START
        )
    return window


# --- by persona ----------------------------------------------------------------------------------


def test_sam_sees_what_he_raised_and_who_is_on(slack):
    story = slack.story
    identity.person_of(slack.ana.id, at=story.now)
    waits = story.raised(title="Exports <!channel> hang")
    owned = story.owned(title="Search is down")
    page = home(slack, "sam")
    assert "call *@escalation-engineers*" in page.text
    assert f"{waits.ref}> · sev1 · Exports &lt;!channel&gt; hang" in page.text
    assert "Nobody owns it yet" in page.text
    assert f"{owned.ref}> · sev1 · Search is down" in page.text
    assert f"{slack.ana.mention()} owns it" in page.text
    assert f"{slack.ana.mention()} · at work · until Mon 16 Mar" in page.text
    assert "Kim Seo-yeon · not at work now" in page.text  # no account known: by name
    assert "/invite @Holdfast" in page.text
    assert page.buttons == ["Raise an escalation…"]


def test_ana_sees_what_she_holds_the_overdue_first(slack):
    story = slack.story
    late, fresh = story.owned(title="Late one"), story.owned(title="Fresh one")
    story.now += timedelta(hours=25)
    story.update(fresh, next_step="Read the slow log.")
    page = home(slack, "ana")
    assert "You hold 2" in page.text
    assert page.text.index("Late one") < page.text.index("Fresh one")
    assert page.text.count("*Update overdue* since <!date^") == 1
    assert page.text.count("Next update due <!date^") == 1
    assert "Next: Read the slow log, " in page.text
    first, second, *_ = [block for block in page.blocks if block["type"] == "actions"]
    assert kit_labels(first) == kit_labels(second) == ["Update…", "More…"]
    assert [each["value"] for each in first["elements"]] == [late.ref, late.ref]
    assert (first["elements"][0].get("style"), second["elements"][0].get("style")) == (
        "primary",
        None,
    )


def test_more_brings_what_else_can_be_done(slack):
    escalation = slack.story.owned()
    home(slack, "ana").button("More…").click()
    modal = slack.ana.modal
    assert escalation.ref in modal.title
    assert {"Update…", "Hand it over…", "Ask to close it…", "Pause it…"} <= set(modal.buttons)
    modal.button("Pause it…").click()
    assert "pause" in slack.ana.modal.title.lower()


def test_kim_is_offered_an_escalation_and_a_seat(slack):
    story = slack.story
    escalation = story.owned()
    handover = story.offer(escalation, to="kim", note="All is in the log.")
    bo = next_window("bo", starts_on=date(2026, 6, 15)).seats.get()  # Kim has rested by then
    Confirmation.objects.create(seat=bo, by=bo.person, at=START)
    swap = offer_swap(seat_id=bo.pk, to="kim", by=story.of("bo"), at=story.now)
    page = home(slack, "kim")
    assert f"Ana Ruiz hands over *<http://127.0.0.1:8000/escalations/{escalation.ref}|" in page.text
    assert "until you accept, Ana Ruiz owns it" in page.text
    assert ">All is in the log." in page.text
    assert page.button("Accept").element["action_id"] == f"handover.accept|{handover.pk}"
    assert page.button("Accept").element["value"] == str(handover.pk)
    assert page.button("Decline…").element["value"] == str(handover.pk)
    assert "Bo Larsen" in page.text
    assert page.button("Take it").element["value"] == str(swap.pk)


def test_what_waits_for_a_word_has_its_buttons(slack):
    story = slack.story
    raised = story.raised(title="Nobody has it")
    owned = story.owned(by="kim")
    asked = story.ask(owned, by="kim", to_person="ana", what="Read the index.")
    page = home(slack, "ana")
    assert f"Kim Seo-yeon asks you on *<http://127.0.0.1:8000/escalations/{owned.ref}#asks|" in (
        page.text
    )
    assert page.button("I have it").element["value"] == str(asked.pk)
    assert page.button("Accept").element["value"] == raised.ref
    story.say_of_ask(asked, "acknowledge", by="ana")
    slack.work()
    assert "I have it" not in slack.ana.home.buttons
    assert slack.ana.home.button("Agree").element["action_id"] == f"ask.agree|{asked.pk}"


def test_a_request_to_close_and_a_piece_wait_for_those_they_were_made_to(slack):
    another_team()
    story = slack.story
    escalation = story.owned()
    piece = story.piece(escalation)
    ben = slack.workspace.user("ben", email="ben@example.com")
    ben.home.open()
    slack.work()
    assert ben.home.button("Take it").element["action_id"] == f"piece.take|{piece.pk}"
    other = story.owned(title="Solved already")
    closing = story.ask_to_close(other)
    page = home(slack, "sam")
    assert f"Ana Ruiz asks to close *<http://127.0.0.1:8000/escalations/{other.ref}|" in page.text
    assert page.button("Agree").element["action_id"] == f"closure.agree|{closing.pk}"
    assert page.button("Not yet…").element["value"] == str(closing.pk)


def test_who_is_called_out_of_a_corner_answers_from_their_home(slack):
    escalation = slack.story.owned()
    slack.story.corner(escalation, ask_of="max")
    page = home(slack, "max")
    assert "Ana Ruiz is cornered and asks you: *<" in page.text
    assert page.button("I have it").element["value"] == escalation.ref


def test_the_next_window_has_its_days_and_who_is_beside(slack):
    next_window("bo", "ana")
    page = home(slack, "bo")
    assert "Ana Ruiz" in page.text
    assert "Confirm" in page.buttons


def test_empty_states_teach_in_a_line(slack):
    page = home(slack, "bo")
    for line in (
        "Nothing. What you accept stands here, with when its next update is due.",
        "Nothing. What somebody asks of you stands here until you answered.",
    ):
        assert line in page.text
    assert "The programme" not in page.text


def test_rex_learns_how_to_escalate(slack):
    page = home(slack, "rex")
    assert "When the normal process is too slow" in page.text
    assert "Nothing that is open. What you raise stands here until it is closed." in page.text
    assert "On now" in page.text
    assert page.buttons == ["Raise an escalation…"]


def test_lea_sees_the_programmes_health(slack):
    story = slack.story
    for login in ("ana", "kim"):
        identity.person_of(getattr(slack, login).id, at=story.now)
    assert "All is well:" in home(slack, "lea").text
    unowned = story.raised(title="Nobody has it")
    stuck = story.owned()
    story.corner(stuck)
    story.now += timedelta(hours=30)
    next_window("bo")
    Account.objects.filter(person__login="kim").delete()
    Group.objects.create(room=Room.objects.get(), refused="The plan is free.", drift_at=START)
    Card.objects.filter(escalation=stuck).update(channel_id="C1", trouble="Archived.")
    gone = Delivery.objects.filter(channel="mail").first()
    gone.state, gone.wake_at = "dead", None
    gone.save()
    page = home(slack, "lea")
    base = "http://127.0.0.1:8000"
    for line in (
        f"<{base}/escalations?state=raised|1 without an owner>*: {unowned.ref}",
        f"<{base}/escalations?state=stuck|1 cornered>*: {stuck.ref}",
        f"<{base}/escalations?state=stuck|2 with an overdue update>*: ",
        f"<{base}/rotation|1 open seat in the next 60 days>",
        f"<{base}/rotation|1 unconfirmed seat>*: Bo Larsen",
        f"<{base}/setup/slack|1 on now without a linked Slack account>*: Kim Seo-yeon",
        f"<{base}/setup/slack|The group cannot be written>*: The plan is free.",
        f"<{base}/setup/slack|The group was changed by hand>",
        f"<{base}/setup/slack|1 card not kept up>",
        f"<{base}/outbox?state=dead|1 delivery by mail failed>",
    ):
        assert line in page.text
    assert "All is well" not in page.text
    assert "The programme" not in home(slack, "sam").text


def test_a_stranger_is_told_what_this_is_and_links_their_account(slack):
    eve = slack.workspace.user("eve", email="eve@elsewhere.example")
    eve.home.open()
    slack.work()
    assert "It does not know this Slack account yet" in eve.home.text
    assert eve.home.buttons == ["Link your account"]
    assert eve.home.button("Link your account").url.startswith("http://127.0.0.1:8000/slack/link/")
    identity.link(user_id=eve.id, by=slack.story.rex, at=slack.story.now)
    slack.work()
    assert "When the normal process is too slow" in eve.home.text
    identity.unlink(by=slack.story.rex, at=slack.story.now)
    slack.work()
    assert eve.home.buttons == ["Link your account"]


# --- limits --------------------------------------------------------------------------------------


def test_of_many_escalations_the_most_urgent_are_shown(slack):
    for number in range(14):
        slack.story.owned(title=f"Number {number} & {'<' * 180}")
    Escalation.objects.update(next_step="n" * 2900)
    page = home(slack, "ana")  # the stand-in refuses what is past Slack's limits
    assert "You hold 14" in page.text
    assert "<http://127.0.0.1:8000/escalations?state=mine|and 4 more>" in page.text
    assert page.buttons.count("Update…") == 10
    assert len(page.blocks) <= 40


def test_everything_at_once_keeps_slacks_limits(slack):
    """A lead who holds, is asked and is offered more than is shown."""
    story = slack.story
    Person.objects.filter(login="lea").update(team=Person.objects.get(login="ana").team)
    next_window("lea", "bo")
    for number in range(11):
        story.owned(by="lea", title=f"Hers {number}")
        theirs = story.owned(title=f"Ana's {number}", by="ana")
        story.offer(theirs, to="lea", note="<&>" * 600)
        story.ask(theirs, to_person="lea", what="<&>" * 300)
        story.raised(by="lea", title=f"Lea asks {number}")
    page = home(slack, "lea")
    assert len(page.blocks) < 100
    assert "/invite @Holdfast" in page.text  # nothing was cut off below
    assert kit.view_problems(page.view) == []
    rows = [each["elements"] for each in page.blocks if each["type"] == "actions"]
    assert max(len(each) for each in rows) <= 3


# --- kept up -------------------------------------------------------------------------------------


def test_an_acceptance_elsewhere_shows_at_both(slack):
    story = slack.story
    escalation = story.owned()
    handover = story.offer(escalation, to="kim")
    assert "You hold 1" in home(slack, "ana").text
    assert "Accept" in home(slack, "kim").buttons
    before = published(slack)
    story.take_over(handover, by="kim")
    slack.work()
    assert "Accept" not in slack.kim.home.buttons
    assert "You hold 1" in slack.kim.home.text
    assert "Nothing. What you accept stands here" in slack.ana.home.text
    assert published(slack) == before + 2


def test_nothing_is_written_without_a_difference(slack):
    story = slack.story
    escalation = story.owned()
    home(slack, "ana")
    home(slack, "ana")
    home(slack, "sam")
    assert published(slack) == 2
    story.learn(escalation)  # an event of Ana's that her Home does not show
    slack.work()
    assert published(slack) == 2
    assert Delivery.objects.filter(recipient__startswith="home:", note="As before.").exists()


def test_a_home_nobody_looked_at_for_a_day_is_left_alone(slack):
    story = slack.story
    escalation = story.owned()
    home(slack, "ana")
    story.now += timedelta(hours=25)
    slack.work()
    before = published(slack), Delivery.objects.filter(recipient__startswith="home:").count()
    story.update(escalation, "Later.")
    slack.work()
    owed = Delivery.objects.filter(recipient__startswith="home:").count()
    assert (published(slack), owed) == before


def test_what_waited_is_published_once(slack):
    story = slack.story
    escalation = story.owned()
    home(slack, "ana")
    before = published(slack)
    slack.workspace.down()
    for word in ("One.", "Two.", "Three."):
        story.update(escalation, word, next_step=word)
        slack.work(seconds=1)
    story.forward(minutes=20)
    slack.workspace.up()
    slack.work(seconds=3600)
    assert "Next: Three, " in slack.ana.home.text
    assert published(slack) == before + 1


def test_where_somebody_published_meanwhile_the_newest_is_shown(slack):
    story = slack.story
    escalation = story.owned()
    home(slack, "ana")
    Account.objects.filter(person__login="ana").update(home_hash="V0.0")  # as another worker's
    story.update(escalation, "News.", next_step="Look again.")
    slack.work()
    assert "hash_conflict" in {call.error for call in slack.workspace.calls("views.publish")}
    assert "Next: Look again, " in slack.ana.home.text


def test_who_left_slack_is_no_failure(slack):
    story = slack.story
    escalation = story.owned()
    home(slack, "ana")
    slack.ana.deleted = True
    story.update(escalation, "News.", next_step="Look again.")
    slack.work()
    last = Delivery.objects.filter(recipient__startswith="home:").latest("pk")
    assert (last.state, "user_not_found" in last.note) == ("sent", True)


def test_another_tab_is_dropped_before_any_write(slack):
    event = {"type": "app_home_opened", "user": slack.ana.id, "tab": "messages"}
    slack.workspace.send_event({**event, "channel": slack.ana.im.id})
    slack.work()
    assert published(slack) == 0
    assert "event:app_home_opened" in register.works


def test_the_clock_alone_asks_for_nobody(slack, django_assert_num_queries):
    event = Event(kind="window.closed", subject="window-1", by=None, at=START)
    with django_assert_num_queries(0):
        assert Home().announce(event, [], at=START) == []
    event.by = Person.objects.get(login="ana").pk
    with django_assert_num_queries(1):
        assert Home().announce(event, [event.by], at=START + timedelta(hours=1)) == []


def test_reading_a_home_asks_no_more_for_more_escalations(slack, django_assert_max_num_queries):
    story = slack.story
    for number in range(12):
        story.owned(title=f"Number {number}")
    ana = story.people["ana"]
    with django_assert_max_num_queries(45):
        blocks_for(ana, slack.ana.id, at=story.now)


def kit_labels(block) -> list[str]:
    return [each["text"]["text"] for each in block["elements"]]
