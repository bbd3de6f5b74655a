"""Sheet, table, seats and Slack group: who says what, and where they differ (R37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.people.actions import deactivate
from holdfast.rotation import groups
from holdfast.rotation.actions import confirm_seat, settle, upload_table, withdraw_seat
from holdfast.rotation.models import Seat, Settlement, SignUp, Window
from holdfast.rotation.queries.reconcile import reconciled
from holdfast.rotation.rules.reconcile import (
    GroupSaid,
    RowSaid,
    SeatSaid,
    SheetSaid,
    TableSaid,
    WindowSaid,
    reconcile,
)
from tests.cast import Story

AT = datetime(2026, 3, 3, 15, tzinfo=UTC)
DATES = (date(2026, 3, 16), date(2026, 4, 13))
SEAT = SeatSaid(1, "Lea", AT, "entered here")
CONFIRMED = replace(SEAT, confirmed_by="Ana", confirmed_at=AT)
GONE = replace(SEAT, withdrawn_by="Lea", withdrawn_at=AT, reason="Leave.")
YES, NO = SheetSaid(7, 2, "Willing", "Ana", AT), SheetSaid(8, 0, "No", "Ana", AT)


def said(seat: SeatSaid | None = None, sheet: SheetSaid | None = None, *, running: bool = False):
    return WindowSaid(
        5,
        DATES,
        running,
        {"ana": "Ana"},
        {"ana": seat} if seat else {},
        {"ana": sheet} if sheet else {},
        on=frozenset({"ana"} if running and seat and seat.stands else ()),
    )


def table(*logins: str, dates=DATES, window: int | None = 5) -> TableSaid:
    return TableSaid("page.md", "Lea", AT, [RowSaid(window, dates, frozenset(logins), 3)])


def found(window: WindowSaid, table: TableSaid | None = None, group: GroupSaid | None = None):
    return [
        (each.kind, [way.take.value for way in each.ways])
        for one in reconcile([window], table, group)
        for each in one.all_differences
    ]


@pytest.mark.req("R37")
@pytest.mark.parametrize(
    ("window", "named", "expected"),
    [
        (said(CONFIRMED), ["ana"], []),
        (said(CONFIRMED), None, []),
        (said(CONFIRMED), [], [("not-in-table", ["table", "ours"])]),
        (said(), ["ana"], [("only-in-table", ["table", "ours"])]),
        (said(), ["ghost"], [("only-in-table", ["ours"])]),
        (said(GONE), ["ana"], [("only-in-table", ["table", "ours"])]),
        (said(GONE), [], []),
        (said(SEAT), None, [("not-signed-up", ["sheet", "confirm", "ours"])]),
        (said(SEAT, YES), None, [("unconfirmed", ["confirm", "ours"])]),
        (said(SEAT, NO), None, [("said-no", ["sheet", "ours"])]),
        (said(CONFIRMED, YES), None, []),
        (said(CONFIRMED, replace(NO, at=AT - timedelta(days=1))), None, []),
        (said(CONFIRMED, NO), None, [("said-no", ["sheet", "ours"])]),
        (said(GONE, YES), None, [("withdrawn", ["sheet", "ours"])]),
        (said(GONE, NO), None, []),
        (said(None, YES), None, []),
        (
            said(replace(GONE, by_themselves=True, withdrawn_at=AT + timedelta(1)), YES),
            None,
            [],
        ),
        (
            said(replace(GONE, by_themselves=True), replace(YES, at=AT + timedelta(1))),
            None,
            [("withdrawn", ["sheet", "ours"])],
        ),
    ],
)
def test_where_they_differ(window: WindowSaid, named: list[str] | None, expected):
    assert found(window, None if named is None else table(*named)) == expected


def test_windows_that_only_one_has():
    empty = said()
    assert found(empty, TableSaid("t", "", AT, [])) == [("window-not-in-table", ["ours"])]
    moved = table(dates=(DATES[0], DATES[1] + timedelta(days=1)))
    assert found(empty, moved) == [("dates", ["ours"])]
    assert found(empty, table("ana", window=None)) == [
        ("window-not-in-table", ["ours"]),
        ("window-only-in-table", ["ours"]),
    ]


def test_the_slack_group_is_compared_with_who_is_on_now():
    group = GroupSaid(frozenset({"bo"}), AT)
    assert found(said(CONFIRMED), None, group) == []
    assert found(said(CONFIRMED, running=True), None, group) == [
        ("slack-group", ["ours"]),
        ("slack-group", ["ours"]),
    ]
    (window,) = reconcile([said(CONFIRMED, running=True)], None, None)
    assert window.people[0].group.words == "Slack is not connected"


def test_a_difference_keeps_its_name_until_a_source_says_something_else():
    def key(window: WindowSaid, table: TableSaid | None = None) -> str:
        (one,) = reconcile([window], table, None)
        return one.all_differences[0].key

    assert key(said(SEAT, YES)) == key(said(SEAT, replace(YES, words="Willing", by="Lea")))
    others = {
        key(said(SEAT, YES)),
        key(said(replace(SEAT, number=2), YES)),
        key(said(SEAT, replace(YES, number=9))),
        key(said(CONFIRMED), table("bo")),
        key(said(CONFIRMED), table("bo", "kim")),
    }
    assert len(others) == 5


# --- read from the records ----------------------------------------------------------------------


def brought(story: Story, *rows: str, by: str = "lea"):
    text = "| Rotation | Engineers |\n|---|---|\n" + "\n".join(rows) + "\n"
    return upload_table(
        programme=story.programme,
        content=text.encode(),
        name="page.md",
        by=story.of(by),
        at=story.now,
    )


def differences(story: Story) -> dict[str, str]:
    return {each.kind: each.key for each in reconciled(story.programme, at=story.now).open}


def do(story: Story, key: str, take: str, *, by: str = "lea") -> str:
    return settle(programme=story.programme, key=key, take=take, by=story.of(by), at=story.now)


ROW = "| 2026-02-16 to 2026-03-16 | @ana, @bo |"


@pytest.mark.req("R37")
def test_the_tables_word_is_taken(story: Story):
    assert differences(story) == {}
    brought(story, ROW)
    found = differences(story)
    assert set(found) == {"only-in-table", "not-in-table"}
    assert "unconfirmed until they say yes" in do(story, found["only-in-table"], "table")
    assert story.told("seat.proposed") == {"bo"}
    do(story, found["not-in-table"], "table")
    assert set(differences(story)) == {"not-signed-up"}, "Bo's seat is a claim of the table"
    standing = Seat.objects.filter(withdrawal=None).values_list("person__login", "source")
    assert set(standing) == {("ana", "hand"), ("bo", "table")}
    do(story, differences(story)["not-signed-up"], "confirm")
    assert differences(story) == {}
    with pytest.raises(Conflict, match="not there any more"):
        do(story, found["only-in-table"], "table")


@pytest.mark.req("R37")
def test_ours_is_kept_until_a_source_says_something_else(story: Story):
    brought(story, ROW)
    for key in differences(story).values():
        assert "Kept as it is" in do(story, key, "ours")
        do(story, key, "ours")
    assert differences(story) == {}
    assert (
        Settlement.objects.count() == Event.objects.filter(kind="difference.settled").count() == 2
    )
    story.now += timedelta(hours=1)
    brought(story, "", ROW)
    assert differences(story) == {}, "another upload that says the same"
    story.now += timedelta(hours=1)
    brought(story, "| 2026-02-16 to 2026-03-16 | @ana, @bo, @sam |")
    assert len(reconciled(story.programme, at=story.now).open) == 3
    for change in (
        lambda: Settlement.objects.update(kind="x"),
        lambda: Settlement.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.req("R37")
def test_the_sheets_word_is_taken(story: Story):
    window = Window.objects.get()
    ana, bo = story.people["ana"], story.people["bo"]
    for person, choice, days in ((ana, 3, 0), (ana, 0, 2), (bo, 2, 0)):
        SignUp.objects.create(
            person=person,
            window=window,
            choice=choice,
            source="web",
            by=person,
            at=story.now + timedelta(days=days),
        )
    story.now += timedelta(days=3)
    assert set(differences(story)) == {"said-no"}
    do(story, differences(story)["said-no"], "sheet")
    assert differences(story) == {}, "who said no has no seat, and that agrees"
    seat = Seat.objects.create(window=window, person=bo, source="plan", at=story.now)
    withdraw_seat(seat_id=seat.pk, reason="Too many.", by=story.lea, at=story.now)
    assert set(differences(story)) == {"withdrawn"}
    do(story, differences(story)["withdrawn"], "sheet")
    assert set(differences(story)) == {"unconfirmed"}
    confirm_seat(seat_id=Seat.objects.latest("pk").pk, by=story.bo, at=story.now)
    assert differences(story) == {}


def test_who_may_and_what_is_refused(story: Story):
    brought(story, ROW)
    found = differences(story)
    with pytest.raises(NotAllowed):
        do(story, found["only-in-table"], "table", by="bo")
    with pytest.raises(Invalid, match="no way out"):
        do(story, found["only-in-table"], "sheet")
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    with pytest.raises(Conflict, match="deactivated"):
        do(story, found["only-in-table"], "table")


def test_whoever_is_new_comes_in_with_the_table(story: Story):
    brought(story, "| 2026-02-16 to 2026-03-16 | @ana, @kim, @ghost |")
    (difference,) = reconciled(story.programme, at=story.now).open
    assert (difference.kind, difference.look, len(difference.ways)) == ("only-in-table", True, 1)


def test_a_group_that_an_edge_knows(story: Story, monkeypatch: pytest.MonkeyPatch):
    class Fake:
        def members(self, programme, *, at):
            return GroupSaid(frozenset({"ana", "bo"}), at)

    monkeypatch.setattr(groups, "_groups", [])
    groups.register(Fake())
    sentences = [each.sentence for each in reconciled(story.programme, at=story.now).open]
    assert sentences == [
        "Bo Larsen is in the Slack group and not on the rotation now.",
        "Kim Seo-yeon is on the rotation now and not in the Slack group.",
    ]


def test_the_questions_do_not_grow_with_the_people(story: Story, django_assert_max_num_queries):
    brought(story, ROW)
    for number in range(6):
        first = date(2026, 3, 16) + timedelta(days=28 * number)
        window = Window.objects.create(
            programme=story.programme, starts_on=first, ends_on=first + timedelta(days=28), wanted=2
        )
        for login in ("ana", "bo", "kim"):
            Seat.objects.create(
                window=window, person=story.people[login], source="plan", at=story.now
            )
    with django_assert_max_num_queries(16):
        assert len(reconciled(story.programme, at=story.now).windows) == 7
