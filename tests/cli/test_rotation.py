"""The rotation table through the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from holdfast.kernel.text import MAX_BYTES
from holdfast.rotation.actions import confirm_seat
from holdfast.rotation.models import Seat, TableImport, Window
from tests.cast import Story
from tests.cli.conftest import Run

TABLE = """\
| Rotation | Engineers |
| --- | --- |
| 2026-04-01 to 2026-04-28 | @ana, @kim |
| 2026-04-29 to 2025-05-26 | @bo, @ana |
| 2026-05-27 to 2026-06-23 | @kim |
| nonsense | @kim |
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "table.md"
    path.write_text(TABLE)
    return path


@pytest.mark.req("R6", "R20")
def test_import_says_what_is_odd_and_takes_in_the_rest(run: Run, table: Path):
    done = run("rotation", "import", table, "--json")
    assert done.code == 0
    body = done.json
    assert body["imported"] is True
    assert set(body) == {"imported", "windows", "findings"}
    assert body["windows"][0] == {
        "starts_on": "2026-04-01",
        "ends_on": "2026-04-28",
        "line": 3,
        "seats": [
            {"login": "ana", "name": "@ana", "region": None, "state": "proposed"},
            {"login": "kim", "name": "@kim", "region": None, "state": "proposed"},
        ],
        "wanted": 2,
    }
    wrong = next(each for each in body["findings"] if each["line"] == 4 and each["repair"])
    assert wrong["repair"]["ends_on"] == "2026-05-26"
    assert wrong["applied"] is False
    assert [each["line"] for each in body["windows"]] == [3, 5]
    assert "wait for a decision" in done.err


def test_repairs_are_accepted_and_a_second_import_changes_nothing(run: Run, table: Path):
    first = run("rotation", "import", table, "--accept-repairs", "--json")
    assert [each["line"] for each in first.json["windows"]] == [3, 4, 5]
    assert any(each["applied"] for each in first.json["findings"])
    again = run("rotation", "import", table, "--accept-repairs")
    assert again.code == 0
    assert "New here: 0 windows, 0 seats." in again.out
    assert (Window.objects.count(), TableImport.objects.count()) == (3, 1)


def test_a_seat_confirmed_meanwhile_stays_so(run: Run, story: Story, table: Path):
    run("rotation", "import", table)
    seat = Seat.objects.get(window__starts_on=date(2026, 4, 1), person__login="ana")
    confirm_seat(seat_id=seat.pk, by=story.ana, at=story.now)
    body = run("rotation", "import", table, "--json").json
    assert [each["state"] for each in body["windows"][0]["seats"]] == ["confirmed", "proposed"]


@pytest.mark.req("R6")
def test_a_dry_run_changes_nothing_and_tells_a_script_whether_to_go_on(run: Run, table: Path):
    done = run("rotation", "import", table, "--dry-run", "--json")
    assert (done.code, done.json["imported"]) == (1, False)
    assert Window.objects.count() == 0
    clean = "\n".join(TABLE.splitlines()[:3]) + "\n"
    assert run("rotation", "import", "-", "--dry-run", stdin=clean).code == 0
    assert Window.objects.count() == 0


def test_findings_are_readable(run: Run, table: Path):
    done = run("rotation", "import", table)
    assert "line 4: end-before-start: " in done.err
    assert "proposed repair: Wed 2026-04-29 to Tue 2026-05-26." in done.err
    assert "Read 2 windows with 3 seats" in done.out
    assert "2 rows wait for a decision" in done.err


@pytest.mark.req("R6")
def test_one_of_a_kind_is_said_as_one(run: Run):
    one = "\n".join([*TABLE.splitlines()[:2], "| 2026-04-01 to 2025-04-28 | @ana |"])
    assert "1 row waits for a decision" in run("rotation", "import", "-", stdin=one).err
    done = run("rotation", "import", "-", "--accept-repairs", stdin=one)
    assert "Read 1 window with 1 seat, " in done.out
    assert "New here: 1 window, 1 seat." in done.out
    assert "1 person added," in run("people", "import", "-", stdin="login\nida\n").out


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"Just a letter to a friend.\n", "table"),
        (b"\x00\x01\x02" * 100, ""),
        (b"%PDF-1.7 nothing", ""),
        (b"| Rotation | Engineers |\n| --- | --- |\n| never | nobody knows |\n", ""),
        (b"x" * 6_000_000, ""),
    ],
)
def test_what_is_no_table(run: Run, content: bytes, part: str):
    done = run("rotation", "import", "-", "--json", stdin=content)
    assert part in done.refused()
    assert (done.json["imported"], done.json["windows"]) == (False, [])


def test_files_that_cannot_be_read(run: Run, tmp_path: Path):
    run("rotation", "import", tmp_path / "nope.md").refused("There is no file")
    run("rotation", "import", tmp_path).refused("is a folder")
    (tmp_path / "big").write_bytes(b"\0" * 50_000_000)
    (tmp_path / "more").write_bytes(b"\0" * (MAX_BYTES + 1))
    for name in ("big", "more"):
        for noun in ("rotation", "people"):
            run(noun, "import", tmp_path / name).refused("larger than 5 MB")


@pytest.mark.req("R12")
def test_what_goes_out_comes_back_in(run: Run, table: Path):
    run("rotation", "import", table, "--accept-repairs")
    for form in ("markdown", "csv"):
        exported = run("rotation", "export", "--format", form)
        assert exported.code == 0
        back = run("rotation", "import", "-", "--json", stdin=exported.out)
        assert len(back.json["windows"]) == 3
    assert Window.objects.count() == 3


def test_an_empty_rotation_exports_its_header(run: Run):
    done = run("rotation", "export")
    assert done.out.startswith("| Rotation")
    assert "no windows yet" in done.err


def test_only_a_lead_imports_in_a_persons_name(run: Run, story: Story, table: Path):
    run("rotation", "import", table, "--as", "ana").refused("lead")
    assert run("rotation", "import", table, "--as", "lea").code == 0
    assert TableImport.objects.get().by.login == "lea"


@pytest.mark.req("R7")
def test_who_is_on(run: Run, story: Story):
    body = run("who", "--json").json
    assert [(each["login"], each["role"]) for each in body["engineers"]] == [
        ("ana", "on"),
        ("kim", "on"),
    ]
    assert set(body) >= {"at", "windows", "engineers"}
    text = run("who", "--at", "2026-03-03T15:00:00+01:00").out
    assert text.startswith("Tue 2026-03-03 14:00 UTC\nWindow Mon 2026-02-16 to Mon 2026-03-16")
    assert "Ana Ruiz" in text
    assert "No window covers this moment." in run("who", "--at", "2031-01-01").out
    run("who", "--at", "soon").refused("not a moment")


@pytest.mark.parametrize("at", ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_no_calendar_goes_that_far(run: Run, at: str):
    run("who", "--at", at).refused("lies too far away; check the year")


@pytest.mark.req("R12")
def test_what_contradicts_the_rotation_here_waits_for_replace(run: Run, tmp_path: Path):
    path = tmp_path / "edited.md"
    head = "| Rotation | Engineers |\n| --- | --- |\n"
    path.write_text(head + "| 2026-04-01 to 2026-04-28 | @ana, @kim |\n")
    assert run("rotation", "import", path).code == 0
    path.write_text(head + "| 2026-04-01 to 2026-04-28 | @ana, @bo |\n")
    held = run("rotation", "import", path, "--json")
    assert held.code == 1
    (against,) = [each["replaces"] for each in held.json["findings"] if "replaces" in each]
    assert against == {"starts_on": "2026-04-01", "ends_on": "2026-04-28"}
    assert "add --replace" in held.err
    done = run("rotation", "import", path, "--replace")  # the operator, who is nobody in the record
    assert done.code == 0
    assert "Changed: 1 window." in done.out
    names = {
        seat.person.login
        for seat in Seat.objects.filter(withdrawal=None, window__starts_on=date(2026, 4, 1))
    }
    assert names == {"ana", "bo"}
