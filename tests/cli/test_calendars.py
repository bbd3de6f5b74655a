"""`holdfast people calendar`, `people absences import`, `people away` and `calendar feed`."""

from __future__ import annotations

from pathlib import Path

from tests.calendar.server import all_day, calendar_server, ics
from tests.cast import Story
from tests.cli.conftest import Run

AWAY = ics(all_day("a", "20260310", "20260313"), all_day("b", "20260312", "20260310"))


def test_a_calendar_is_set_read_and_removed(story: Story, run: Run, settings):
    settings.CALENDAR_ALLOW_PRIVATE = True
    with calendar_server() as server:
        server.content = AWAY
        done = run("people", "calendar", "set", "bo", server.address, "--json")
        assert (done.code, done.json["host"], done.json["read_at"]) == (0, "127.0.0.1", None)
        done = run("people", "calendar", "read", "bo")
        assert done.code == 0
        assert "bo: 1 absence from 127.0.0.1" in done.out
        assert "its dates cannot be read" in done.err
        server.behave = "page"
        run("people", "calendar", "read", "bo").refused("web page")
    gone = run("people", "calendar", "remove", "bo", "--json")
    assert gone.json["host"] is None
    run("people", "calendar", "read", "bo").refused("No calendar is read")
    run("people", "calendar", "set", "bo", "nonsense").refused("not a web address")
    run("people", "calendar", "set", "bo", "https://a.example/", "--as", "ana").refused(
        "You may not"
    )


def test_a_private_address_is_not_read(story: Story, run: Run):
    with calendar_server() as server:
        run("people", "calendar", "set", "bo", server.address)
        run("people", "calendar", "read", "bo").refused("private network")
        assert server.asked == []


def test_a_file_is_brought_in(story: Story, run: Run, tmp_path: Path):
    file = tmp_path / "away.ics"
    file.write_bytes(AWAY)
    said = ("people", "absences", "import", str(file), "--as", "bo")
    done = run(*said, "--json")
    assert done.json == {
        "login": "bo",
        "added": 1,
        "known": 0,
        "left_out": ["1 event left out: its dates cannot be read."],
    }
    assert "0 absences of bo came in. 1 were here already." in run(*said).out
    run("people", "absences", "import", "-", "--as", "bo", stdin=b"hello").refused("not an iCal")
    away = run("people", "away", "--from", "2026-03-01", "--to", "2026-03-31", "--json").json
    assert away["people"] == [
        {
            "login": "bo",
            "off": [
                {
                    "starts_on": "2026-03-10",
                    "ends_on": "2026-03-12",
                    "source": "file",
                    "holiday": None,
                }
            ],
        }
    ]
    assert (
        "Tue 2026-03-10" in run("people", "away", "--from", "2026-03-01", "--to", "2026-03-31").out
    )
    assert run("people", "away", "--from", "2026-03-02", "--to", "2026-03-01").code == 2


def test_an_address_to_subscribe_to(story: Story, run: Run):
    made = run("calendar", "feed", "--as", "ana", "--json").json
    assert made["address"].endswith(".ics") and made["kind"] == "programme"
    own = run("calendar", "feed", "--person", "--as", "ana")
    assert own.out.strip().endswith(".ics")
    assert "works no more" in run("calendar", "feed", "--end", "--as", "ana").out
    assert "no such address" in run("calendar", "feed", "--end", "--as", "ana").out
    assert run("calendar", "feed", "--person", "--programme", "--as", "ana").code == 2
