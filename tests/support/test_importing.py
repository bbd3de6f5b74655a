"""A CSV of support issues comes in: by batches, once, and with every bad row named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.support.actions import begin_import, importing
from holdfast.support.actions.importing import carry_out, import_issues
from holdfast.support.models import Chunk, Import, Issue
from holdfast.support.queries.importing import beginning, preview, sheet_of, stored
from holdfast.support.rules.mapping import guess, mapped
from tests.cast import Story
from tests.support.issues import brought, imported, moment

ZENDESK = """\
Ticket ID,Created at,Solved at,Organization,Group,Priority,Status,Subject,Type
1,2026-03-01 10:00,2026-03-02 10:00,Acme,Search,high,solved,"Slow, very",Question
2,2026-03-01T11:00:00Z,,Acme,Billing,low,open,Down,Bug
3,2026-03-01T11:00:00+02:00,,Umbra,Search,low,open,"Two
lines",Question
"""


def rows(*lines: str, head: str = "id,created") -> str:
    return "\n".join((head, *lines)) + "\n"


def counts(done: Import) -> tuple[int, ...]:
    return (done.read, done.added, done.changed, done.unchanged, done.refused, done.repeated)


def findings(done: Import) -> dict[int, str]:
    return {each["line"]: each["message"] for each in done.findings}


@pytest.mark.req("R77")
def test_an_export_comes_in_with_usual_names(story: Story):
    done = imported(story, ZENDESK, defect=("Type", ["bug"]))
    assert (done.state, counts(done)) == ("finished", (3, 3, 0, 0, 0, 0))
    one, two, three = Issue.objects.order_by("key")
    assert (one.title, one.customer, one.team, one.state) == (
        "Slow, very",
        "Acme",
        "Search",
        "solved",
    )
    assert (one.opened_at, one.solved_at) == (
        moment("2026-03-01 10:00"),
        moment("2026-03-02 10:00"),
    )
    assert [each.filed_defect for each in (one, two, three)] == [False, True, False]
    assert (three.opened_at, three.title) == (moment("2026-03-01 09:00"), "Two lines")


def test_the_same_file_again_changes_nothing_and_who_asked_is_told(story: Story):
    imported(story, ZENDESK)
    done = imported(story, ZENDESK)
    assert counts(done) == (3, 0, 0, 3, 0, 0)
    event = Event.objects.filter(kind="issues.imported").latest("id")
    assert (event.subject, event.data["unchanged"]) == (f"import-{done.pk}", 3)
    assert story.told("issues.imported") == {"sam"}
    assert Event.objects.filter(kind="issues.imported").count() == 2


def test_its_bytes_are_kept_as_they_came(story: Story):
    text = b"\xef\xbb\xbf" + ZENDESK.encode()
    made = brought(story, text)
    assert stored(made).read() == text
    assert (made.size, made.state) == (len(text), "brought")
    assert sheet_of(made).columns[0] == "Ticket ID"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PK\x03\x04aaa", "is a spreadsheet"),
        ("id,created\n".encode("utf-16"), "is UTF-16"),
        ("id,created\n1,é".encode("latin-1"), r"not UTF-8 \(line 2\)"),
        (b"a," * 1200 + b"b\n", "1,201 columns"),
        (b'"id,created\n1,2026-03-01\n', "A quote opens on this line"),
        (b"id,created\r1,2026-03-01\r", "lone carriage return"),
    ],
)
def test_what_is_no_csv_is_refused_before_anything_is_kept(story: Story, content, says):
    with pytest.raises(Invalid, match=says):
        brought(story, content)
    assert not Import.objects.exists()


def test_one_that_is_too_large_leaves_nothing_behind(story: Story, monkeypatch):
    monkeypatch.setattr("holdfast.support.actions.bringing.MOST_BYTES", 1 << 20)
    with pytest.raises(Invalid, match="larger than 1 MB"):
        brought(story, b"id,created\n" + b"x" * (3 << 20))
    assert not Import.objects.exists() and not Chunk.objects.exists()


def test_wrong_headers_say_what_is_missing_and_how_to_name_it(story: Story):
    made = brought(story, rows("1,2", head="nummer,erstellt"))
    with pytest.raises(
        Invalid, match=r"No column is known to be key.*--map key=.*nummer"
    ) as caught:
        begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    assert caught.value.field == "key"
    with pytest.raises(Invalid, match="has no column “Nr”"):
        begin_import(import_id=made.pk, columns={"key": "Nr"}, by=story.sam, at=story.now)
    with pytest.raises(Invalid, match="map one of key, opened"):
        begin_import(import_id=made.pk, columns={"number": "nummer"}, by=story.sam, at=story.now)


def test_two_hundred_columns_and_another_delimiter(story: Story):
    more = [f"field {n}" for n in range(200)]
    text = "\n".join(
        ";".join(row) for row in (["Key", "Opened", *more], ["S-1", "2026-03-01", *["x"] * 200])
    )
    assert imported(story, text).added == 1


def test_rows_that_cannot_be_used_are_named_and_the_others_come_in(story: Story):
    done = imported(
        story,
        rows(
            "1,2026-03-01,2026-03-02",
            "2,2026-03-01",
            ",2026-03-01,",
            "4,,",
            "5,soon,",
            "6,2031-01-01,",
            "7,2026-03-01,2026-02-01",
            '8,"2026-03-01,',
            "9\x00,2026-03-01,",
            "10,2026-03-01,,,",
            "11,0001-01-01,",
            "12,2026-03-01,,more",
            head="id,created,closed",
        ),
    )
    assert sorted(Issue.objects.values_list("key", flat=True)) == ["1", "10", "9"]
    assert counts(done) == (12, 3, 0, 0, 9, 0)
    assert findings(done) == {
        3: "It has 2 cells, and there are 3 columns.",
        4: "It has no number (key).",
        5: "It does not say when it was opened.",
        6: "When it was opened: “soon” is no moment; write 2026-03-09 14:05.",
        7: "It was opened on “2031-01-01”, which lies ahead.",
        8: "It was solved before it was opened.",
        9: "A quote opens on this line and is never closed.",
        12: "It was opened on “0001-01-01”, which lies too far back.",
        13: "It has 4 cells, and there are only 3 columns.",
    }


def test_bytes_that_are_no_utf8_far_down_cost_their_row(story: Story, monkeypatch):
    monkeypatch.setattr("holdfast.support.rules.records.HEAD", 64)
    monkeypatch.setattr("holdfast.support.queries.importing.HEAD", 64)
    monkeypatch.setattr("holdfast.support.actions.bringing.HEAD", 64)
    good = "".join(f"{n},2026-03-01,\n" for n in range(20)).encode()
    done = imported(
        story, b"id,created,subject\n" + good + "x,2026-03-01,é\n".encode("latin-1") + good
    )
    assert (done.added, done.refused, findings(done)[22]) == (20, 1, "It is not UTF-8.")


def test_quotes_gone_wrong_cost_their_own_line(story: Story, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 7)
    lines = [f'{n},2026-03-01,"Title {n}"' for n in range(30)]
    lines[11] = '11,2026-03-01,"Title'
    lines[20] = '20,2026-03-01,Ti"tle'
    lines[25] = '25,"2026-03-01",Ti,"tle'
    done = imported(story, rows(*lines, head="id,created,subject"))
    assert (done.added, done.refused) == (28, 2)
    assert set(findings(done)) == {13, 27}
    assert Issue.objects.get(key="12").title == "Title 12"


def test_strict_refuses_before_anything(story: Story):
    done = imported(story, rows("1,2026-03-01", "2,soon"), strict=True)
    assert (done.state, Issue.objects.count()) == ("failed", 0)
    assert "1 row of 2 cannot be used, so nothing came in" in done.failed
    assert set(findings(done)) == {3}
    assert story.told("issues.import_failed") == {"sam"}
    # Nothing came in, so it may be begun again, less strictly.
    begin_import(import_id=done.pk, columns={}, by=story.sam, at=story.now)
    import_issues(clock=lambda: story.now)
    assert Import.objects.get().state == "finished"
    assert Issue.objects.count() == 1


def test_numbers_that_stand_twice_are_counted_and_the_last_stands(story: Story, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 4)
    lines = [f"{n % 20},2026-03-01,Title {n}" for n in range(35)]
    done = imported(story, rows(*lines, head="id,created,subject"))
    assert (done.repeated, Issue.objects.count()) == (15, 20)
    assert [each["key"] for each in done.repeats] == [str(n) for n in range(10)]
    assert done.repeats[0]["line"] == 22
    assert Issue.objects.get(key="3").title == "Title 23"


def test_what_no_database_keeps_and_no_calendar_has(story: Story):
    """NUL in a name, a column and a moment; instants that leave the calendar on their way to UTC."""
    text = rows(
        "1,2026\x00-03-01 x",
        "2,0001-01-01T00:00:00+14:00",
        "3,9999-12-31T23:59:59-14:00",
        "4,2026-03-01",
        head="id,cre\x00ated",
    )
    made = brought(story, text, name="a\x00b.csv")
    assert (made.name, sheet_of(made).columns) == ("ab.csv", ("id", "created"))
    begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    import_issues(clock=lambda: story.now)
    done = Import.objects.get()
    assert (done.state, done.added, done.refused) == ("finished", 1, 3)
    assert findings(done)[2].endswith("“2026-03-01 x” is no moment; write 2026-03-09 14:05.")
    assert "which no calendar has" in findings(done)[3] + findings(done)[4]


@pytest.mark.parametrize(
    ("dates", "opened"),
    [
        (["1710121512345"], "2024-03-11 01:45"),  # as ISO 8601 a night in 1710
        (["1772373900"], "2026-03-01 14:05"),
        (["09/03/2026", "13/03/2026"], "2026-03-09 00:00"),
        (["09/03/2025", "09/13/2025"], "2025-09-03 00:00"),
        (["09.03.2026 14:05"], "2026-03-09 14:05"),
        (["09/Mar/26 2:05 PM"], "2026-03-09 14:05"),
        (["2026-03-09 14:05"], "2026-03-09 14:05"),
        (["2026-03-09 14:05:00 UTC"], "2026-03-09 14:05"),
        (["2026-03-09 14:05:00 +0100"], "2026-03-09 13:05"),
        (["2026-03-09T14:05:00+01:00"], "2026-03-09 13:05"),
    ],
)
def test_dates_as_they_are_written(story: Story, dates, opened):
    story.now += timedelta(days=30)
    done = imported(story, rows(*(f"{n},{each}" for n, each in enumerate(dates))))
    assert done.findings == []
    found = Issue.objects.get(key="0").opened_at
    assert found.replace(second=0) == moment(opened)


def test_dates_that_may_be_two_are_refused_until_somebody_says(story: Story):
    text = rows("1,03/02/2026", "2,01/02/2026")
    done = imported(story, text)
    assert "--dates day-first or --dates month-first" in done.failed
    begin_import(import_id=done.pk, columns={}, dates="month-first", by=story.sam, at=story.now)
    import_issues(clock=lambda: story.now)
    assert Issue.objects.get(key="1").opened_at == moment("2026-03-02 00:00")
    made = brought(story, text)
    with pytest.raises(Invalid, match="day-first or month-first"):
        begin_import(import_id=made.pk, columns={}, dates="x", by=story.sam, at=story.now)


def test_one_date_far_down_decides_and_what_contradicts_it_is_refused(story: Story, monkeypatch):
    monkeypatch.setattr(importing, "SAMPLE", 5)
    lines = [f"{n},03/02/2026" for n in range(20)]
    lines[15], lines[18] = "15,28/02/2026", "18,02/28/2026"
    done = imported(story, rows(*lines))
    assert Issue.objects.get(key="0").opened_at == moment("2026-02-03 00:00")
    assert findings(done) == {
        20: "When it was opened: “02/28/2026” is not day-first, as the others of this file are."
    }


def test_what_a_killed_worker_held_goes_on_from_its_batch(story: Story, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 5)
    made = brought(story, rows(*(f"{n % 17},2026-03-01" for n in range(23))))
    begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    held = importing._claim(at=story.now)

    class Killed(BaseException):
        pass

    def kill(found: Import) -> None:
        if found.read == 10:
            raise Killed

    with pytest.raises(Killed):
        carry_out(held, clock=lambda: story.now, tell=kill)
    assert (Import.objects.get().read, Issue.objects.count()) == (10, 10)
    assert import_issues(clock=lambda: story.now) == 0  # its lease lives
    story.now += timedelta(seconds=61)
    assert import_issues(clock=lambda: story.now) == 1
    done = Import.objects.get()
    assert counts(done) == (23, 17, 0, 6, 0, 6)
    assert Event.objects.filter(kind="issues.imported").count() == 1


def test_a_worker_that_stops_lets_go_and_a_lost_lease_writes_nothing(story: Story, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 5)
    made = brought(story, rows(*(f"{n},2026-03-01" for n in range(12))))
    begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    held = importing._claim(at=story.now)
    carry_out(held, clock=lambda: story.now, go_on=lambda: False)
    assert (Import.objects.get().state, Import.objects.get().read) == ("waiting", 5)
    late = Import.objects.select_related("programme").get()
    late.lease = "another"
    carry_out(late, clock=lambda: story.now)
    assert Import.objects.get().read == 5 and Issue.objects.count() == 5
    import_issues(clock=lambda: story.now)
    assert Import.objects.get().state == "finished"


def test_one_that_is_cut_off_again_and_again_is_given_up(story: Story):
    made = brought(story, rows("1,2026-03-01"))
    begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    Import.objects.update(attempts=3)
    import_issues(clock=lambda: story.now)
    assert "cut off 3 times" in Import.objects.get().failed


def test_members_may_not(story: Story):
    with pytest.raises(NotAllowed, match="import support issues"):
        brought(story, ZENDESK, by="max")


def test_beginning_twice_is_once(story: Story):
    made = brought(story, ZENDESK)
    begin_import(import_id=made.pk, columns={}, by=story.sam, at=story.now)
    begin_import(import_id=made.pk, columns={"team": "Type"}, by=story.sam, at=story.now)
    assert Import.objects.get().mapping["columns"]["team"] == "Group"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("Ticket ID,Ticket created,Ticket solved,Ticket organization name", "key opened solved"),
        ("conversation_id,created_at,last_closed_at,company", "key opened solved customer"),
        ("Ticket ID,Subject,Created time,Resolved time,Company name,Group", "key opened team"),
        ("Issue key,Summary,Created,Resolved,Issue Type,Priority", "key opened solved title"),
        ("id,created,url,Created", "key opened url"),
    ],
)
def test_usual_exports_are_known(names, found):
    assert set(found.split()) <= set(guess(names.split(",")).columns)


def test_values_that_mean_a_defect_are_guessed_from_the_rows(story: Story):
    made = brought(story, ZENDESK)
    found = guess(sheet_of(made).columns, beginning(made, sheet_of(made)))
    assert (found.defect_column, found.defect_values) == ("Type", ("Bug",))
    shown = preview(made, sheet_of(made), found, at=story.now)
    assert [each.said.filed_defect for each in shown] == [False, True, False]


def test_a_column_given_is_taken_from_what_was_guessed():
    found = mapped(["id", "created", "group"], given={"customer": "Group", "url": ""})
    assert found.columns == {"key": "id", "opened": "created", "customer": "group"}
