"""The status doc is kept whole at each boundary, once, and never changed (R70)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from holdfast.escalation.actions import freeze_status
from holdfast.escalation.models import StatusFreeze
from holdfast.escalation.presenting.status_freeze import changes_as_data
from holdfast.escalation.queries.status_freeze import freeze_on, freezes, since_last
from holdfast.journal.models import Event
from holdfast.kernel.refusal import NotFound
from tests.cast import Story
from tests.rotation.rota import BOUNDARY, FIRST, window

pytestmark = pytest.mark.req("R70")
# The cast's window ends on 16 March, on which the next one starts: at 09:00 UTC by the policy.
AT = datetime(2026, 3, 16, 9, tzinfo=UTC)


def test_once_at_the_boundary_and_not_before(story: Story):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    issue = story.owned()
    assert freeze_status(AT - timedelta(minutes=1)) == 0
    assert freeze_status(AT) == 1
    assert freeze_status(AT + timedelta(days=1)) == 0
    (doc,) = freezes(story.programme)
    assert (doc.starts_on, doc.ends_on, doc.boundary_on) == (FIRST, BOUNDARY, BOUNDARY)
    assert [each["ref"] for each in doc.data["open"]] == [issue.ref]
    assert doc.data["changes"] is None
    assert "As it stood at Mon 16 Mar, 09:00 UTC" in doc.markdown
    assert Event.objects.filter(kind="status_doc.frozen").count() == 1


def test_two_windows_that_end_together_freeze_one(story: Story):
    window(BOUNDARY - timedelta(days=14), BOUNDARY, "bo")
    window(BOUNDARY, date(2026, 4, 13), "bo")
    assert freeze_status(AT) == 1
    assert freezes(story.programme).get().starts_on == FIRST


def test_history_before_holdfast_is_not_made_up(story: Story):
    window(date(2025, 1, 6), date(2025, 2, 3), "bo")
    assert freeze_status(story.now) == 0


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_it(story: Story, change: str):
    freeze_status(AT + timedelta(days=1))
    rows = StatusFreeze.objects.all()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(markdown="") if change == "update" else rows.delete()


def test_the_database_holds_one_for_a_boundary(story: Story):
    freeze_status(AT + timedelta(days=1))
    row = StatusFreeze.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_what_changed_since_in_live_and_in_the_next_frozen_one(story: Story):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    kept, done = story.owned(title="Stays"), story.owned(title="Ends")
    story.now = AT
    freeze_status(story.now)
    before = freezes(story.programme).get()
    story.now += timedelta(days=2)
    new = story.raised(title="Comes")
    story.update(kept, next_step="Ship it.")
    story.take_over(story.offer(kept, to="bo"), by="bo")
    story.answer(story.ask_to_close(done), agree=True)
    story.pause(kept, date(2026, 4, 2), by="bo", reason="They test.")
    live = changes_as_data(since_last(story.programme, story.now))
    assert [each["ref"] for each in live["new"]] == [new.ref]
    assert [(each["ref"], each["how"]) for each in live["ended"]] == [(done.ref, "resolved")]
    assert [(each["was"], each["now"]) for each in live["owner"]] == [("Ana Ruiz", "Bo Larsen")]
    assert [each["ref"] for each in live["paused"]] == [kept.ref]
    assert live["next_step"][0]["now"].startswith("Ship it.")
    assert [(each["ref"], each["days"]) for each in live["still_open"]] == [(kept.ref, 14)]
    freeze_status(datetime(2026, 4, 14, 9, tzinfo=UTC))
    latest = freezes(story.programme).first()
    said = latest.data["changes"]
    assert said["since"] == before.at.isoformat()
    assert [each["ref"] for each in said["ended"]] == [done.ref]
    assert f"- Ended: {done.ref} Ends: resolved" in latest.markdown
    before.refresh_from_db()
    assert {each["ref"] for each in before.data["open"]} == {kept.ref, done.ref}


def test_a_window_that_goes_on_after_its_doc_was_frozen_is_live_again(story: Story):
    after = window(BOUNDARY, date(2026, 4, 13), "bo")
    freeze_status(AT)
    # Both are moved by a week: the one that ended goes on.
    after.starts_on = BOUNDARY + timedelta(days=7)
    after.save(update_fields=["starts_on"])
    story.programme.windows.filter(starts_on=FIRST).update(ends_on=after.starts_on)
    assert freeze_on(story.programme, FIRST, today=BOUNDARY + timedelta(days=1)) is None
    later = AT + timedelta(days=7)
    assert freeze_status(later) == 1
    assert [each.boundary_on for each in freezes(story.programme)] == [later.date(), AT.date()]
    assert freeze_on(story.programme, FIRST, today=later.date()) == freezes(story.programme)[0]


def test_a_day_finds_the_doc_of_its_window(story: Story):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    freeze_status(AT)
    found = freezes(story.programme).get()
    for day in (FIRST, FIRST + timedelta(days=9), BOUNDARY - timedelta(days=1)):
        assert freeze_on(story.programme, day, today=BOUNDARY) == found
    assert freeze_on(story.programme, BOUNDARY, today=BOUNDARY) is None  # it runs: the live one
    with pytest.raises(NotFound, match="no status doc of a window on 2024-01-01"):
        freeze_on(story.programme, date(2024, 1, 1), today=BOUNDARY)
