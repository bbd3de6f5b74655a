"""Signing up in Slack: what somebody says there is the consent a plan asks for."""

from __future__ import annotations

from datetime import date

import pytest

from holdfast.people.models import Person
from holdfast.rotation.actions import ask_for_sign_ups, change_volunteer
from holdfast.rotation.models import SignUp, Volunteer
from holdfast.rotation.queries.problem import problem_of, window_id
from tests.rotation.signing import NO, WILLING, changed, dropped, opened, said, seated
from tests.slack.rotating import home, linked, told, word


def words(login: str) -> list[tuple[int, int, str, str]]:
    rows = SignUp.objects.filter(person__login=login).order_by("pk")
    return [(row.window_id, row.choice, row.note, row.source) for row in rows]


@pytest.mark.req("R29", "R36")
def test_bo_is_asked_signs_up_and_the_planner_sees_it(slack):
    story = slack.story
    linked(slack, "bo")
    first, _, third = opened(story)
    ask_for_sign_ups(story.now)
    told(slack, "bo").button("Sign up…").click(by=slack.bo)
    form = slack.bo.modal
    assert form.title == "Sign up"
    assert form.options(f"word_{first.pk}") == ["Eager", "Willing", "If needed", "No"]
    assert "Mon 16 Mar to Mon 13 Apr 2026" in form.text
    form.fill(f"word_{first.pk}", "Willing").fill(f"note_{first.pk}", "After <!channel> at best.")
    form.fill(f"word_{third.pk}", "No")
    assert form.submit() == {}
    slack.work()
    assert words("bo") == [
        (first.pk, WILLING, "After <!channel> at best.", "slack"),
        (third.pk, NO, "", "slack"),
    ]
    answer = word(slack.bo)
    assert "Mon 16 Mar to Mon 13 Apr 2026: *willing* (After &lt;!channel&gt; at best.)" in answer
    problem = problem_of(story.programme, at=story.now)
    bo = next(each for each in problem.people if each.id == "bo")
    assert [(each.window, each.choice) for each in bo.sign_ups] == [(window_id(first.pk), WILLING)]


def test_only_what_was_changed_is_said_and_what_came_meanwhile_stays(slack):
    story = slack.story
    first, second, _ = opened(story)
    said(story, first, "bo", WILLING)
    slack.workspace.command("/holdfast join", by=slack.bo)
    form = slack.bo.modal
    assert form.value(f"word_{first.pk}") == "Willing"
    said(story, first, "bo", NO)  # on the web, while the form stands open
    form.fill(f"word_{second.pk}", "Eager").submit()
    slack.work()
    assert [(window, choice) for window, choice, *_ in words("bo")] == [
        (first.pk, WILLING),
        (first.pk, NO),
        (second.pk, 3),
    ]


def test_the_same_again_is_nothing_new(slack):
    opened(slack.story)
    slack.workspace.command("/holdfast join", by=slack.bo)
    slack.bo.modal.submit()
    slack.work()
    assert word(slack.bo) == "Nothing was changed."
    assert words("bo") == []


@pytest.mark.req("R28")
def test_halves_are_there_for_who_takes_them(slack):
    story = slack.story
    first, *_ = opened(story)
    change_volunteer(login="bo", changes={"halves": True}, by=story.bo, at=story.now)
    slack.workspace.command("/holdfast join", by=slack.bo)
    slack.bo.modal.fill(f"word_{first.pk}", "Willing, second half").submit()
    slack.work()
    assert SignUp.objects.get(person__login="bo").halves == (1,)


def test_a_word_can_be_taken_back_but_not_left_empty(slack):
    story = slack.story
    first, *_ = opened(story)
    said(story, first, "bo", WILLING)
    slack.workspace.command("/holdfast join", by=slack.bo)
    form = slack.bo.modal
    form.fill(f"word_{first.pk}", None)
    assert "choose No" in form.submit()[f"word_{first.pk}"]
    form.fill(f"word_{first.pk}", "No")
    assert form.submit() == {}
    slack.work()
    assert words("bo")[-1][1] == NO


def test_who_says_no_and_has_a_seat_is_told_that_it_stays_theirs(slack):
    story = slack.story
    first, *_ = opened(story)
    seated(story, first, "bo", override="Nobody else.")
    slack.workspace.command("/holdfast join", by=slack.bo)
    slack.bo.modal.fill(f"word_{first.pk}", "No").submit()
    answer = told(slack, "bo")
    assert "it stays yours until you give it up" in answer.shown
    answer.button("Give up Mon 16 Mar to Mon 13 Apr 2026…").click(by=slack.bo)
    assert slack.bo.modal.title == "Decline the seat"


def test_a_window_dropped_meanwhile_is_said_in_its_place_and_the_rest_can_be_saved(slack):
    story = slack.story
    first, second, _ = opened(story)
    slack.workspace.command("/holdfast join", by=slack.bo)
    form = slack.bo.modal
    form.fill(f"word_{first.pk}", "Eager").fill(f"word_{second.pk}", "Eager")
    dropped(story, first)
    assert list(form.submit()) == [f"word_{first.pk}"]
    form.fill(f"word_{first.pk}", None)
    assert form.submit() == {}
    slack.work()
    assert [window for window, *_ in words("bo")] == [second.pk]


def test_one_dropped_between_the_form_and_the_worker_changes_nothing_and_says_so(slack):
    story = slack.story
    first, *_ = opened(story)
    slack.workspace.command("/holdfast join", by=slack.bo)
    slack.bo.modal.fill(f"word_{first.pk}", "Eager").fill(
        f"note_{first.pk}", "I would love to."
    ).submit()
    dropped(story, first)
    slack.work()
    assert "was dropped; there is nothing to sign up for." in word(slack.bo)
    assert "I would love to." in word(slack.bo)
    assert words("bo") == []


@pytest.mark.req("R29")
def test_a_word_is_about_the_days_that_were_shown(slack):
    story = slack.story
    *_, last = opened(story)
    slack.workspace.command("/holdfast join", by=slack.bo)
    form = slack.bo.modal
    form.fill(f"word_{last.pk}", "Eager")
    changed(story, last, ends_on=date(2026, 6, 9))
    assert "days were changed" in form.submit()[f"word_{last.pk}"]
    slack.workspace.command("/holdfast join", by=slack.bo)
    slack.bo.modal.fill(f"word_{last.pk}", "Eager").submit()
    changed(story, last, ends_on=date(2026, 6, 8))
    slack.work()
    assert "Nothing of it was saved." in word(slack.bo)
    assert words("bo") == []


def test_more_windows_than_a_form_takes_are_on_the_web(slack):
    opened(slack.story, count=14)
    slack.workspace.command("/holdfast join", by=slack.bo)
    form = slack.bo.modal
    assert len([label for label in form.labels if label != "Note"]) == 12
    assert "2 later windows" in form.text


def test_who_is_no_engineer_and_who_finds_no_window_read_why(slack):
    slack.workspace.command("/holdfast join", by=slack.bo)
    assert "No window is open" in slack.bo.modal.text
    opened(slack.story)
    slack.workspace.command("/holdfast join", by=slack.rex)
    assert "You are no engineer of the programme yet" in slack.rex.modal.text


def test_how_one_takes_part(slack):
    opened(slack.story)
    home(slack, "bo").button("How you take part…").click()
    form = slack.bo.modal
    form.fill("halves", "A half of a window too").fill("rest_days", "40")
    form.fill("promotion_by", "2026-09-30").fill("note", "Not in August.")
    assert form.submit() == {}
    slack.work()
    has = Volunteer.objects.get(person__login="bo")
    assert (has.halves, has.rest_days, has.most_halves, has.allocation) == (True, 40, None, 100)
    assert (str(has.promotion_by), has.note) == ("2026-09-30", "Not in August.")


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-04-01 2026-04-05 A wedding", ("2026-04-01", "2026-04-05", "A wedding")),
        ("2026-04-01", ("2026-04-01", "2026-04-01", "")),
    ],
)
def test_days_away_by_command(slack, typed, days):
    slack.workspace.command(f"/holdfast away {typed}", by=slack.bo)
    slack.work()
    away = Person.objects.get(login="bo").absences.get()
    assert (str(away.starts_on), str(away.ends_on), away.reason) == days
    assert "Noted: you are away" in word(slack.bo)


def test_days_away_that_cannot_be_are_said(slack):
    slack.workspace.command("/holdfast away next week", by=slack.bo)
    slack.work()
    assert "“next week” begins with no date" in word(slack.bo)
    slack.workspace.command("/holdfast away 2026-04-05 2026-04-01", by=slack.bo)
    slack.work()
    assert "ends before it starts" in word(slack.bo)
    assert not Person.objects.get(login="bo").absences.exists()


def test_days_away_by_form_and_removed_again(slack):
    slack.workspace.command("/holdfast away", by=slack.bo)
    form = slack.bo.modal
    form.fill("starts_on", "2026-04-05").fill("ends_on", "2026-04-01")
    assert "swap the two days" in form.submit()["ends_on"]
    form.fill("ends_on", "2026-04-09").fill("reason", "A wedding").submit()
    slack.work()
    slack.workspace.command("/holdfast away", by=slack.bo)
    assert "Sun 5 Apr to Thu 9 Apr 2026: A wedding" in slack.bo.modal.text
    slack.bo.modal.button("Remove").click()
    slack.work()
    assert not Person.objects.get(login="bo").absences.exists()
