"""Windows that move or are dropped, swaps and people who leave, as the other parts see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.actions import freeze_packs, make_packs
from holdfast.escalation.queries.pack import crews, packs
from holdfast.kernel.refusal import Invalid
from holdfast.people.actions import deactivate
from holdfast.people.models import Person, Team
from holdfast.people.queries import names
from holdfast.rotation import actions, groups
from holdfast.rotation.models import Relief, Seat, WindowClosing
from holdfast.rotation.queries.away import away_in
from holdfast.rotation.queries.fairness import asked_by
from holdfast.rotation.queries.feed import person_entries
from holdfast.rotation.queries.reconcile import reconciled
from holdfast.rotation.queries.sat import sat_seats
from holdfast.rotation.queries.sign_ups import counts, current, pool
from holdfast.rotation.queries.swap import candidates_for
from holdfast.rotation.queries.swap_ground import whole_until
from holdfast.rotation.queries.windows import days_of, windows
from holdfast.rotation.rules.reconcile import GroupSaid
from tests.cast import Story
from tests.mail.test_not_moving import letter
from tests.rotation import swapping as do
from tests.rotation.signing import changed, day, dropped, opened, said, seated


@pytest.mark.django_db
def test_people_by_number_however_many():
    Person.objects.bulk_create(
        Person(login=f"p{number}", email=f"p{number}@example.com") for number in range(1300)
    )
    numbers = list(Person.objects.values_list("pk", flat=True))
    assert set(names(numbers)) == set(numbers)


# --- a window that is dropped -------------------------------------------------------------------


@pytest.mark.req("R9")
def test_nobody_hands_over_to_a_window_that_is_dropped(story: Story):
    """Its predecessor has its last day for itself: everywhere that counts days."""
    first, second = opened(story, 2)
    said(story, first, "bo")
    seat = seated(story, first, "bo")
    assert days_of(first)[1] == day("2026-04-13")
    dropped(story, second)
    actions.confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    seat, end = Seat.objects.get(pk=seat.pk), day("2026-04-14")
    assert days_of(first)[1] == end
    assert whole_until(seat) == end
    assert Relief.objects.get(seat=seat).ends_before == end
    (entry,) = person_entries(story.people["bo"], story.programme, since=story.now.date())
    assert entry.ends_before == end
    assert [sat.end for sat in sat_seats(story.programme) if sat.pk == seat.pk] == [end]


@pytest.mark.req("R33")
def test_a_dropped_window_is_asked_for_in_vain_by_nobody_and_never_closed(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    dropped(story, one)
    story.now += timedelta(days=90)
    assert asked_by(story.programme, story.now) == {}
    actions.close_windows(story.now)
    assert not WindowClosing.objects.filter(window=one).exists()
    actions.take_up_window(window_id=one.pk, by=story.lea, at=story.now)
    assert [each.window for each in asked_by(story.programme, story.now)[story.bo.person_id]] == [
        one.pk
    ]


def test_a_table_brings_no_dropped_window_back_over_another_one(story: Story):
    (one,) = opened(story, 1)
    dropped(story, one)
    (other,) = opened(story, 1, starts_on=day("2026-03-18"))
    content = b"| Rotation | Engineers |\n|---|---|\n| 2026-03-16 to 2026-04-13 | @ana |\n"
    upload = actions.upload_table(
        programme=story.programme, content=content, name="t.md", by=story.lea, at=story.now
    )
    done = actions.import_table(upload=upload, accept=(), replace=None, by=story.lea, at=story.now)
    assert not done.changed_anything
    assert any("has its days by now" in each.message for each in done.reading.findings)
    assert [each.pk for each in windows(story.programme)][1:] == [other.pk]


# --- a window that moves ------------------------------------------------------------------------


@pytest.mark.req("R29", "R37")
def test_words_to_other_days_count_nowhere(story: Story):
    (one,) = opened(story, 1)
    for login in ("bo", "kim"):
        said(story, one, login)
    seat = seated(story, one, "bo")
    moved = changed(story, one, ends_on=day("2026-04-15"))
    assert {each.standing for each in away_in(moved)} == {"seated"}
    found = candidates_for(Seat.objects.get(pk=seat.pk), at=story.now)
    assert found and {each.choice for each in found} == {None}
    kinds = {each.kind for each in reconciled(story.programme, at=story.now).open}
    assert kinds == {"not-signed-up"}


@pytest.mark.req("R35")
def test_a_part_that_ends_with_its_window_is_relieved_for_the_days_it_has_now(story: Story):
    Team.objects.update(contact=None)
    first, second = opened(story, 2)
    where = do.seat(story, first, "bo", day("2026-03-30"), day("2026-04-13"), confirmed=False)
    actions.confirm_seat(seat_id=where.pk, by=story.bo, at=story.now)
    assert Relief.objects.get(seat=where).ends_before == day("2026-04-13")
    dropped(story, second)
    changed(story, first, ends_on=day("2026-04-15"))
    assert Relief.objects.get(seat=where, end=None).ends_before == day("2026-04-13")
    changed(story, first, ends_on=day("2026-04-13"))
    assert Relief.objects.get(seat=where, end=None).ends_before == day("2026-04-14")


# --- somebody who is gone -----------------------------------------------------------------------


def test_who_is_gone_wants_no_window(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    assert current(story.programme, [one]) == {}
    found = counts([one], current(story.programme, [one]), pool())
    assert found[one.pk].wants == 0
    assert reconciled(story.programme, at=story.now).open == []


# --- a swap, as the reconcile sees it -----------------------------------------------------------


@pytest.mark.req("R37")
def test_who_gave_a_seat_away_is_not_to_be_seated_again(story: Story):
    """The sheet says they wanted it; their own yes to the swap is newer."""
    do.engineer("kit")
    do.served(story, "kit", "bo")
    (one,) = opened(story, 1)
    said(story, one, "bo")
    seat = seated(story, one, "bo", override="Rested enough.")
    actions.confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    story.now += timedelta(hours=1)
    swap = do.offer(story, Seat.objects.get(pk=seat.pk), to="kit")
    do.take(story, swap, "kit")
    assert {each.kind for each in reconciled(story.programme, at=story.now).open} == set()


@pytest.mark.req("R3", "R37")
def test_a_group_is_compared_with_who_is_on_today(story: Story, monkeypatch: pytest.MonkeyPatch):
    running = next(iter(windows(story.programme)))
    Seat.objects.get(window=running, person__login="ana")
    do.seat(story, running, "bo", date(2026, 3, 9), date(2026, 3, 16))

    class Fake:
        def members(self, programme, *, at):
            return GroupSaid(frozenset({"ana", "kim"}), at)

    monkeypatch.setattr(groups, "_groups", [])
    groups.register(Fake())
    assert [each.kind for each in reconciled(story.programme, at=story.now).open] == []
    story.now += timedelta(days=6)
    kinds = [(each.kind, each.login) for each in reconciled(story.programme, at=story.now).open]
    assert kinds == [("slack-group", "bo")]


@pytest.mark.req("R37")
def test_a_source_that_seats_somebody_says_what_it_goes_against(story: Story):
    """The same seat as by hand, with the rules it breaks; the mail has the source's words."""
    content = b"| Rotation | Engineers |\n|---|---|\n| 2026-02-16 to 2026-03-16 | @ana, @kim, @bo |"
    actions.upload_table(
        programme=story.programme, content=content, name="t.md", by=story.lea, at=story.now
    )
    (one,) = reconciled(story.programme, at=story.now).open
    actions.settle(programme=story.programme, key=one.key, take="table", by=story.lea, at=story.now)
    text = letter("seat.proposed", "bo").text
    assert "The table names Bo Larsen in" in text
    assert "has not signed up for this window" in text
    assert "Why not the whole of it" not in text


# --- the pack at the boundary -------------------------------------------------------------------


@pytest.mark.req("R70")
def test_a_dropped_window_has_no_pack(story: Story):
    """One that was made before it was dropped is not frozen, and is in no list."""
    first, second = opened(story, 2)
    story.now = story.now.replace(month=4, day=10)
    dropped(story, first)
    assert make_packs(story.now) == 0 and packs(story.programme) == []
    actions.take_up_window(window_id=first.pk, by=story.lea, at=story.now)
    assert make_packs(story.now) == 1
    dropped(story, first)
    assert packs(story.programme) == []
    story.now = story.now.replace(day=14)
    assert freeze_packs(story.now) == 0
    assert second.pk


@pytest.mark.req("R70")
def test_who_sits_in_the_second_half_only_does_not_come_at_the_boundary(story: Story):
    (one,) = opened(story, 1)
    do.seat(story, one, "bo")
    do.seat(story, one, "ana", day("2026-03-30"), day("2026-04-13"))
    outgoing, incoming = crews(next(iter(windows(story.programme))))
    assert [each.login for each in incoming] == ["bo"]
    assert "ana" in [each.login for each in outgoing]


@pytest.mark.parametrize("days", [("9999-12-31", None), ("2026-03-16", "9999-12-31")])
def test_days_that_nobody_plans_in_are_refused(story: Story, days):
    first, last = (each and date.fromisoformat(each) for each in days)
    with pytest.raises(Invalid, match="9999-12-31 lies too far away; check the year"):
        opened(story, 1, starts_on=first, ends_on=last, reason="A long one.")


# --- offers to somebody who is gone -------------------------------------------------------------


@pytest.fixture
def bos(story: Story) -> Seat:
    """A seat of Bo's that Kit could take."""
    do.engineer("kit")
    do.served(story, "kit", "bo")
    (one,) = opened(story, 1)
    return do.seat(story, one, "bo")


def test_an_offer_to_somebody_who_is_gone_ends_and_its_giver_hears(story: Story, bos: Seat):
    swap = do.offer(story, bos, to="kit")
    assert actions.mind_swaps(story.now) == 0
    deactivate(login="kit", reason="Left.", by=story.lea, at=story.now)
    assert actions.mind_swaps(story.now) == 1
    assert actions.mind_swaps(story.now) == 0
    swap.refresh_from_db()
    assert swap.end.reason == "Kit is deactivated and cannot answer."
    assert "bo" in story.told("swap.withdrawn")


def test_an_offer_of_somebody_who_is_gone_can_still_be_taken(story: Story, bos: Seat):
    """They had said yes, and the seat needs somebody; what only a manager arranged ends."""
    swap = do.offer(story, bos, to="kit")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    assert actions.mind_swaps(story.now) == 0
    assert do.take(story, swap, "kit").end.word == "taken"


def test_what_was_arranged_for_somebody_who_is_gone_ends(story: Story, bos: Seat):
    swap = do.offer(story, bos, to="kit", by="lea")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    assert actions.mind_swaps(story.now) == 1
    swap.refresh_from_db()
    assert swap.end.reason == "Bo Larsen is deactivated and cannot answer."


@pytest.mark.req("R29")
def test_nobody_is_asked_about_a_part_that_is_over(story: Story):
    running = next(iter(windows(story.programme)))
    part = do.seat(story, running, "bo", date(2026, 3, 5), date(2026, 3, 8), confirmed=False)
    story.now += timedelta(days=1, hours=1)
    assert actions.ask_to_confirm(story.now) == 1
    story.now += timedelta(days=8)
    assert actions.ask_to_confirm(story.now) == 0
    assert part.pk
