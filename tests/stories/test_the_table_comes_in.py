"""The lead brings the hand-kept table in, and everybody can ask who is on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError

from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.people.models import Person
from holdfast.rotation.actions import confirm_seat, import_table, upload_table, withdraw_seat
from holdfast.rotation.models import Seat, TableUpload, Window
from holdfast.rotation.queries import as_rows, holes, people_on, read, seat_state, who, windows
from holdfast.rotation.rules.table import write_table
from tests.cast import Story

REAL = (Path(__file__).parents[2] / "examples" / "rotation.md").read_bytes()


def brought_in(story: Story, content: bytes = REAL, *, accept=(), replace=(), by: str = "lea"):
    upload = upload_table(
        programme=story.programme, content=content, name="page.md", by=story.of(by), at=story.now
    )
    return import_table(
        upload=upload, accept=accept, replace=replace, by=story.of(by), at=story.now
    )


def on(story: Story, *moment: int) -> list[tuple[str, str]]:
    found = who(story.programme, at=datetime(*moment, tzinfo=UTC))
    return [(engineer.person.login, engineer.part.value) for engineer in found.engineers]


@pytest.mark.req("R6", "R10", "R11", "R14", "R15")
def test_the_real_table_with_its_defects(story: Story):
    done = brought_in(story)
    assert (done.windows_added, done.seats_added) == (10, 19)
    assert Window.objects.filter(starts_on=date(2023, 3, 3)).get().seats.count() == 0
    assert not Person.objects.filter(login="?").exists()
    assert Person.objects.get(login="burmudar").name == "William Bezuidenhout"


@pytest.mark.req("R12")
def test_a_second_import_of_the_same_changes_nothing(story: Story):
    brought_in(story)
    events, people = Event.objects.count(), Person.objects.count()
    done = brought_in(story)
    assert (done.windows_added, done.seats_added) == (0, 0)
    assert (Event.objects.count(), Person.objects.count()) == (events, people)


@pytest.mark.req("R20")
def test_the_original_bytes_are_kept(story: Story):
    brought_in(story, b"\xef\xbb\xbf" + REAL.replace(b"\n", b"\r\n"))
    kept = bytes(TableUpload.objects.get().content)
    assert kept == b"\xef\xbb\xbf" + REAL.replace(b"\n", b"\r\n")


@pytest.mark.req("R6", "R12")
@pytest.mark.parametrize("form", ["markdown", "csv"])
def test_what_is_exported_comes_back_the_same(story: Story, form: str):
    brought_in(story)
    rows = as_rows(story.programme)
    text = write_table(rows, format=form)
    again = read(story.programme, text.encode(), at=story.now)
    assert [(w.starts_on, w.ends_on, w.seats, w.wanted) for w in again.windows] == [
        (w.starts_on, w.ends_on, w.seats, w.wanted) for w in rows
    ]
    assert brought_in(story, text.encode()).windows_added == 0


@pytest.mark.req("R18")
def test_who_is_on_at_any_moment(story: Story):
    brought_in(story)
    assert on(story, 2022, 9, 6, 12) == [("keegancsmith", "on"), ("bolajiolajide", "on")]
    assert on(story, 2022, 9, 7, 0) == [("keegancsmith", "on"), ("valerybugakov", "on")]
    assert on(story, 2022, 8, 9, 23) == []
    assert on(story, 2023, 6, 6, 0) == []


@pytest.mark.req("R9")
def test_on_a_handover_day_both_crews_are_named(story: Story):
    brought_in(story)
    assert on(story, 2023, 1, 3, 12) == [
        ("burmudar", "outgoing"),
        ("camdencheek", "incoming"),
        ("jtibshirani", "incoming"),
        ("mucles", "incoming"),
    ]
    # Manuel is in both crews: for him nothing changes.
    assert on(story, 2023, 2, 3, 12) == [
        ("camdencheek", "outgoing"),
        ("jtibshirani", "outgoing"),
        ("mucles", "on"),
        ("abeatrix", "incoming"),
        ("jdpleiness", "incoming"),
    ]


@pytest.mark.req("R10", "R13")
def test_a_hole_is_shown_as_a_hole(story: Story):
    brought_in(story)
    found = who(story.programme, at=datetime(2023, 3, 20, 12, tzinfo=UTC))
    assert found.engineers == []
    assert found.holes == 2
    assert [hole.missing for hole in holes(story.programme, since=date(2023, 3, 10))] == [2]


@pytest.mark.req("R7", "R9")
def test_the_handover_hour_says_who_hears_of_a_new_escalation(story: Story):
    brought_in(story)
    from holdfast.people.rules.policy import Policy

    def logins(hour: int) -> set[str]:
        moment = datetime(2023, 1, 3, hour, tzinfo=UTC)
        numbers = people_on(story.programme, Policy(handover_hour=9), at=moment)
        return set(Person.objects.filter(pk__in=numbers).values_list("login", flat=True))

    assert logins(8) == {"burmudar"}
    assert logins(9) == {"camdencheek", "jtibshirani", "mucles"}


@pytest.mark.req("R19")
def test_people_nobody_knows_are_unresolved_until_a_directory_brings_them(story: Story):
    brought_in(
        story, b"| Rotation | Engineers |\n|---|---|\n| 2026-05-04 to 2026-06-01 | @ghost |\n"
    )
    ghost = Person.objects.get(login="ghost")
    assert ghost.known_since is None
    assert not ghost.has_usable_password()


@pytest.mark.req("R18")
def test_a_seat_from_a_table_is_a_claim_until_its_person_says_yes(story: Story):
    table = b"| Rotation | Engineers |\n|---|---|\n| 2026-05-04 to 2026-06-01 | @bo, @kim |\n"
    brought_in(story, table)
    seat = Seat.objects.get(person__login="bo", window__starts_on=date(2026, 5, 4))
    today = story.now.date()
    assert seat_state(seat, seat.window, today=today) == "proposed"
    with pytest.raises(NotAllowed):
        confirm_seat(seat_id=seat.pk, by=story.kim, at=story.now)
    confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    seat = Seat.objects.get(pk=seat.pk)
    assert seat_state(seat, seat.window, today=today) == "confirmed"
    assert Event.objects.filter(kind="seat.confirmed").count() == 1


@pytest.mark.req("R29")
def test_a_seat_can_be_withdrawn_at_any_time_and_is_kept(story: Story):
    seat = Seat.objects.get(person__login="ana")
    with pytest.raises(Invalid, match="Say why"):
        withdraw_seat(seat_id=seat.pk, reason=" ", by=story.ana, at=story.now)
    withdraw_seat(seat_id=seat.pk, reason="My team needs me.", by=story.ana, at=story.now)
    found = who(story.programme, at=story.now)
    assert [engineer.person.login for engineer in found.engineers] == ["kim"]
    assert found.holes == 1
    assert Seat.objects.filter(pk=seat.pk).exists()
    kim = Seat.objects.get(person__login="kim")
    withdraw_seat(seat_id=kim.pk, reason="Ill.", by=story.kim, at=story.now)
    found = who(story.programme, at=story.now)
    assert (found.engineers, found.holes, len(found.windows)) == ([], 2, 1)
    with pytest.raises(Conflict):
        confirm_seat(seat_id=seat.pk, by=story.ana, at=story.now)


@pytest.mark.req("R20")
def test_a_repair_is_applied_only_when_accepted(story: Story):
    table = (
        b"| Rotation | Engineers |\n|---|---|\n"
        b"| 2026-09-28 to 2026-10-26 | @bo |\n"
        b"| 2026-10-26 to 2026-11-23 | @kim |\n"
        b"| 2026-11-23 to 2026-12-21 | @bo |\n"
        b"| 2026-12-21 to 2026-01-18 | @kim |\n"
    )
    assert brought_in(story, table).windows_added == 3
    done = brought_in(story, table, accept=[6])
    assert done.windows_added == 1
    assert Window.objects.filter(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 18)).exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 \x00\x01\x02", "PDF"),
        (b"\x00" * 5000, "."),
        (b"# Hello\n\nNo table here.\n", "table"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence_and_nothing_is_kept(
    story: Story, content: bytes, says: str
):
    with pytest.raises(Invalid) as refused:
        brought_in(story, content)
    assert says in refused.value.message
    assert TableUpload.objects.count() == 0


def test_only_a_lead_imports(story: Story):
    with pytest.raises(NotAllowed, match="lead"):
        brought_in(story, by="ana")


@pytest.mark.req("R12", "R20", "R9", "R11")
def test_an_edited_table_never_doubles_a_window(story: Story):
    table = "| Rotation | Engineers |\n|---|---|\n| {} | {} |\n"
    before = table.format("2026-04-06 to 2026-05-04", "@bo, @kim").encode()
    edited = table.format("2026-04-13 to 2026-05-11", "@bo, @ana").encode()
    brought_in(story, before)
    window = Window.objects.get(starts_on=date(2026, 4, 6))
    confirm_seat(seat_id=window.seats.get(person__login="bo").pk, by=story.bo, at=story.now)
    done = brought_in(story, edited)
    assert not done.changed_anything
    assert Window.objects.filter(starts_on__gte=date(2026, 4, 1)).count() == 1
    (finding,) = [each for each in done.reading.findings if each.replaces]
    assert "stands here as Mon 2026-04-06 to Mon 2026-05-04 with bo and kim" in finding.message

    Delivery.objects.all().delete()
    done = brought_in(story, edited, replace=[3])
    assert (done.windows_added, done.windows_changed, done.seats_added) == (0, 1, 1)
    assert [str(each) for each in windows(story.programme, since=date(2026, 4, 1))] == [
        "2026-04-13 to 2026-05-11"
    ]
    today = story.now.date()
    states = sorted(
        (seat.person.login, seat_state(seat, seat.window, today=today))
        for seat in Seat.objects.filter(window=window)
    )
    assert states == [
        ("ana", "proposed"),
        ("bo", "proposed"),  # a yes was to the days before; it is kept with the seat it was for
        ("bo", "withdrawn"),
        ("kim", "withdrawn"),
    ]
    event = Event.objects.get(kind="window.changed")
    assert (event.subject, event.data["was"]) == (
        f"window-{window.pk}",
        "2026-04-06 to 2026-05-04",
    )
    told = {int(each.recipient) for each in Delivery.objects.filter(event=event)}
    assert told == {story.people["bo"].pk, story.people["kim"].pk}
    assert not brought_in(story, edited, replace=[3]).changed_anything


@pytest.mark.req("R20")
def test_a_repair_accepted_later_corrects_what_came_in_as_written(story: Story):
    table = (
        b"| Rotation | Engineers |\n|---|---|\n"
        b"| 2025-10-06 to 2025-11-03 | @bo |\n"
        b"| 2025-11-03 to 2025-12-01 | @kim |\n"
        b"| 2025-12-01 to 2026-12-29 | @bo |\n"
    )
    brought_in(story, table)
    stood = Window.objects.filter(starts_on=date(2025, 12, 1)).values_list("ends_on", flat=True)
    brought_in(story, table, accept=None)
    assert list(stood.all()) == [date(2025, 12, 29)]


@pytest.mark.req("R12", "R29")
def test_who_was_withdrawn_is_seated_again_only_by_the_leads_word(story: Story):
    table = b"| Rotation | Engineers |\n|---|---|\n| 2026-04-06 to 2026-05-04 | @bo, @kim |\n"
    brought_in(story, table)
    seat = Seat.objects.get(person__login="bo", window__starts_on=date(2026, 4, 6))
    withdraw_seat(seat_id=seat.pk, reason="My team needs me.", by=story.bo, at=story.now)
    done = brought_in(story, table)
    assert not done.changed_anything
    assert any(
        "the seat of bo was withdrawn here" in each.message for each in done.reading.findings
    )
    assert brought_in(story, table, replace=[3]).seats_added == 1
    assert not brought_in(story, table, replace=[3]).changed_anything
    assert Seat.objects.filter(person__login="bo", withdrawal=None, window=seat.window).count() == 1
    with pytest.raises(IntegrityError, match="has a seat in this window already"):
        Seat.objects.create(window=seat.window, person=seat.person, source="table", at=story.now)
