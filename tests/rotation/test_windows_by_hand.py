"""The lead opens, changes and drops windows; seats in them stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.rotation import actions
from holdfast.rotation.models import Confirmation, Dropping, Seat, Window
from holdfast.rotation.queries import (
    as_rows,
    dropped_windows,
    holes,
    live_seats,
    who,
    window,
    window_from,
    windows,
)
from holdfast.rotation.rules.table import write_table
from tests.cast import Story
from tests.rotation.signing import changed, day, dropped, opened, said, seated


def dates(found: list[Window]) -> list[str]:
    return [str(each) for each in found]


@pytest.mark.req("R1", "R9")
def test_the_next_windows_follow_on_with_a_shared_day(story: Story):
    found = opened(story, 3)
    assert dates(found) == [
        "2026-03-16 to 2026-04-13",
        "2026-04-13 to 2026-05-11",
        "2026-05-11 to 2026-06-08",
    ]
    assert [each.wanted for each in found] == [2, 2, 2]
    assert dates(opened(story, 1)) == ["2026-06-08 to 2026-07-06"]
    answer = who(story.programme, at=story.now.replace(month=5, day=11, hour=12))
    assert [each.starts_on.isoformat() for each in answer.windows] == ["2026-04-13", "2026-05-11"]


def test_from_a_day_with_other_numbers(story: Story):
    (one,) = opened(story, 1, starts_on=day("2026-03-20"), wanted=3, least=2, most=5)
    assert (str(one), one.wanted, one.least, one.most) == ("2026-03-20 to 2026-04-17", 3, 2, 5)
    with pytest.raises(Invalid, match="At most is a number from the 3"):
        opened(story, 1, wanted=3, most=2)
    with pytest.raises(Invalid, match="At least is a number from 0 to the 2"):
        opened(story, 1, least=3)
    with pytest.raises(Invalid, match="1 to 60"):
        opened(story, 61)


@pytest.mark.req("R8", "R9")
def test_days_are_checked_and_a_strange_length_says_why(story: Story):
    with pytest.raises(Conflict, match="overlaps Mon 2026-02-16 to Mon 2026-03-16"):
        opened(story, 1, starts_on=day("2026-03-15"))
    with pytest.raises(Invalid, match="must end after it starts"):
        opened(story, 1, starts_on=day("2026-03-20"), ends_on=day("2026-03-20"))
    with pytest.raises(Invalid, match="is 10 days, and 21 to 35 are usual"):
        opened(story, 1, starts_on=day("2026-03-16"), ends_on=day("2026-03-26"))
    assert Window.objects.count() == 1
    (short,) = opened(
        story,
        1,
        starts_on=day("2026-03-16"),
        ends_on=day("2026-03-26"),
        reason="Until the office closes.",
    )
    assert short.reason == "Until the office closes."
    with pytest.raises(Invalid, match="Give a last day for one window"):
        opened(story, 2, starts_on=day("2026-04-16"), ends_on=day("2026-05-16"))


def test_only_a_lead_and_only_where_there_is_a_last_one(story: Story):
    with pytest.raises(NotAllowed, match="role lead"):
        opened(story, by="ana")
    story.now += timedelta(days=60)
    with pytest.raises(Invalid, match="The last window ended on 2026-03-16"):
        opened(story)
    Seat.objects.all()
    assert len(opened(story, 2, starts_on=day("2026-05-04"))) == 2


@pytest.mark.req("R8")
def test_other_days_ask_the_confirmed_anew_and_answers_no_longer_count(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    seat = seated(story, one, "bo")
    waiting = seated(story, one, "kim", override="Nobody else is left.")
    actions.confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    moved = changed(story, one, ends_on=day("2026-04-15"))
    assert str(moved) == "2026-03-16 to 2026-04-15"
    live = {each.person.login: each for each in live_seats(moved)}
    assert set(live) == {"bo", "kim"}
    assert live["bo"].pk != seat.pk and live["kim"].pk == waiting.pk
    assert not Confirmation.objects.filter(seat=live["bo"]).exists()
    assert story.told("window.changed") == {"bo", "kim"}
    from holdfast.rotation.queries.sign_ups import current

    assert current(story.programme, [moved]) == {}
    said(story, moved, "bo")
    assert len(current(story.programme, [window(one.pk)])) == 1
    # The same again, and numbers alone, ask nobody.
    count = Event.objects.count()
    changed(story, one, ends_on=day("2026-04-15"))
    assert Event.objects.count() == count
    assert changed(story, one, wanted=3).wanted == 3
    assert story.told("window.changed") == set()
    assert live_seats(window(one.pk))[0].pk in {each.pk for each in live.values()}


def test_a_change_is_judged_like_a_new_window(story: Story):
    first, second = opened(story, 2)
    with pytest.raises(Conflict, match="overlaps"):
        changed(story, first, ends_on=day("2026-04-20"))
    with pytest.raises(Invalid, match="usual: say why"):
        changed(story, second, ends_on=day("2026-07-01"))
    assert str(changed(story, second, ends_on=day("2026-07-01"), reason="Two launches.")) == (
        "2026-04-13 to 2026-07-01"
    )
    with pytest.raises(Invalid, match="A window has no “seats”"):
        changed(story, second, seats=2)
    with pytest.raises(NotFound, match="no window 99999"):
        actions.change_window(window_id=99999, changes={}, by=story.lea, at=story.now)


def test_a_part_must_stay_inside(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    seat = seated(
        story, one, "bo", half=1, reason_kind="team", reason="A launch.", override="Only half."
    )
    actions.confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    with pytest.raises(Conflict, match="Bo Larsen's part, 2026-03-30 to 2026-04-13"):
        changed(story, one, ends_on=day("2026-04-12"))
    moved = changed(story, one, ends_on=day("2026-04-20"))
    assert [each.pk for each in live_seats(moved)] == [seat.pk], "its own days are as they were"


@pytest.mark.req("R10")
def test_a_dropped_window_counts_nowhere_and_can_be_taken_up_again(story: Story):
    first, second = opened(story, 2)
    said(story, second, "bo")
    assert len(holes(story.programme, since=story.now.date())) == 2
    seat = seated(story, second, "bo")
    with pytest.raises(Conflict, match="Bo Larsen has a seat in 2026-04-13") as refused:
        dropped(story, second)
    assert refused.value.facts["seated"] == ["bo"]
    actions.withdraw_seat(seat_id=seat.pk, reason="Ill.", by=story.bo, at=story.now)
    with pytest.raises(Invalid, match="Say why"):
        dropped(story, second, reason=" ")
    dropped(story, second)
    dropped(story, second)
    assert Dropping.objects.count() == 1
    assert story.told("window.dropped") == {"bo"}
    assert dates(windows(story.programme)) == ["2026-02-16 to 2026-03-16", str(first)]
    assert len(as_rows(story.programme)) == 2
    assert [hole.window.pk for hole in holes(story.programme, since=story.now.date())] == [first.pk]
    assert who(story.programme, at=story.now.replace(month=4, day=20)).windows == []
    with pytest.raises(Conflict, match="is dropped"):
        seated(story, second, "kim", override="All the same.")
    with pytest.raises(Conflict, match="was dropped"):
        said(story, second, "kim")
    with pytest.raises(Conflict, match="is dropped"):
        changed(story, second, wanted=3)
    # It comes back by hand, or by opening its days.
    actions.take_up_window(window_id=second.pk, by=story.lea, at=story.now)
    assert len(windows(story.programme)) == 3
    dropped(story, second)
    assert [each.pk for each in opened(story, 1)] == [second.pk]
    assert not dropped_windows(story.programme)
    assert window_from(story.programme, day("2026-04-13")).pk == second.pk


def test_a_dropped_window_whose_days_were_taken_stays_dropped(story: Story):
    (one,) = opened(story, 1)
    dropped(story, one)
    opened(story, 1, starts_on=day("2026-03-18"))
    with pytest.raises(Conflict, match="overlaps"):
        actions.take_up_window(window_id=one.pk, by=story.lea, at=story.now)
    with pytest.raises(NotAllowed):
        actions.take_up_window(window_id=one.pk, by=story.ana, at=story.now)


def test_a_table_brings_a_dropped_window_back_only_by_the_leads_word(story: Story):
    (one,) = opened(story, 1)
    content = write_table(as_rows(story.programme), format="markdown").encode()
    dropped(story, one)

    def imported(replace):
        upload = actions.upload_table(
            programme=story.programme, content=content, name="t.md", by=story.lea, at=story.now
        )
        return actions.import_table(
            upload=upload, accept=(), replace=replace, by=story.lea, at=story.now
        )

    first = imported(())
    assert not first.changed_anything
    assert any("was dropped here" in each.message for each in first.reading.findings)
    assert imported(None).windows_changed == 1
    assert len(windows(story.programme)) == 2
    assert not imported(None).changed_anything


def test_the_database_keeps_dropped_windows_empty(story: Story):
    """On whichever engine, after every migration: tables made anew must not lose these triggers."""
    (one,) = opened(story, 1)
    seat = seated(story, one, "bo", override="First.")
    dropping = Dropping.objects.create(window=one, reason="x", at=story.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.filter(pk=one.pk).update(dropping=dropping)
    actions.withdraw_seat(seat_id=seat.pk, reason="Ill.", by=story.bo, at=story.now)
    Window.objects.filter(pk=one.pk).update(dropping=dropping)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(window=one, person=story.people["kim"], source="hand", at=story.now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dropping.objects.all().update(reason="another")
    Window.objects.filter(pk=one.pk).update(dropping=None)
    for _ in range(2):
        with transaction.atomic():
            row = Seat(window=one, person=story.people["kim"], source="hand", at=story.now)
            if Seat.objects.filter(window=one, person=row.person).exists():
                with pytest.raises(IntegrityError), transaction.atomic():
                    row.save()
            else:
                row.save()


def test_the_same_request_again_opens_nothing(story: Story):
    from holdfast.kernel.actor import RequestKey

    lea = story.lea.with_request(RequestKey("k", "d"))
    first = actions.open_windows(programme=story.programme, count=2, by=lea, at=story.now)
    again = actions.open_windows(programme=story.programme, count=2, by=lea, at=story.now)
    assert [each.pk for each in first] == [each.pk for each in again]
    assert Window.objects.count() == 3
