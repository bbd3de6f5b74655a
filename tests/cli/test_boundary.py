"""`holdfast rotation fairness`, `service`, `waive` and `pack`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from holdfast.escalation.actions import make_packs
from holdfast.rotation.actions import close_windows
from tests.cast import Story
from tests.cli.conftest import Run
from tests.rotation.rota import BOUNDARY, sign_up, the_window, window

PACK_AT = datetime(2026, 3, 12, 9, tzinfo=UTC)


@pytest.mark.req("R30", "R33")
def test_fairness_and_waivers_at_the_terminal(story: Story, run: Run):
    done = window(date(2025, 5, 5), date(2025, 6, 2), "ana")
    sign_up("bo", done)
    close_windows(story.now)
    ran = run("rotation", "fairness")
    assert ran.code == 0 and "A waiver is due to bo" in ran.out and "Gini 0.67" in ran.out
    assert run("rotation", "fairness", "--json").json["halves"] == 2
    period = ("--from", "2025-01-01", "--to", "2025-12-31", "--reason", "Full.")
    run("rotation", "waive", "ana", *period, "--as", "lea").refused("had a seat")
    run("rotation", "waive", "bo", *period, "--as", "bo").refused("may not grant")
    run("rotation", "waive", "bo", "--from", "x", *period[2:]).refused("not a day")
    assert run("rotation", "waive", "bo", *period, "--as", "lea", "--json").json["login"] == "bo"
    record = run("rotation", "service", "ana", "--json").json
    number = str(record["served"][1]["id"])
    said = ("--reason", "Ill.", "--as", "lea")
    assert "struck: second half" in run("rotation", "service", "ana", "--strike", number, *said).out
    credit = ("--credit", "2025-05-05", "--half", "second", *said)
    assert run("rotation", "service", "bo", *credit, "--json").json["halves"] == 1
    assert run("rotation", "service", "bo", "--credit", "2025-05-05", *said).code == 2
    run("rotation", "service", "nobody").refused("Nobody here")


@pytest.mark.req("R70")
def test_the_pack_at_the_terminal(story: Story, run: Run):
    window(BOUNDARY, date(2026, 4, 13), "bo")
    issue = story.owned()
    run("rotation", "pack").refused("no handover pack yet")
    make_packs(PACK_AT)
    run("rotation", "pack", "--window", "2024-01-01").refused("no handover pack for 2024-01-01")
    assert run("rotation", "pack", "--markdown").out.startswith("# Handover pack, 2026-02-16")
    assert run("rotation", "pack", "--keep", issue.ref).code == 2
    assert run("rotation", "pack", "--markdown", "--json").code == 2
    on = ("--window", "2026-03-01")
    kept = run("rotation", "pack", *on, "--keep", issue.ref, "--as", "ana", "--json", at=PACK_AT)
    assert kept.json["items"][0]["decision"] == "kept"
    asked = run(
        *("rotation", "pack", "--ask", issue.ref, "--to", "bo", "--as", "ana", "--json"), at=PACK_AT
    )
    assert asked.json["items"][0]["asked"] == "bo"
    assert asked.json["window"]["id"] == the_window().pk
