"""Places and filings at the command line."""

from __future__ import annotations

from tests.cast import Story, another_team
from tests.cli.conftest import Run, run  # noqa: F401
from tests.tracker.memory import Memory


def test_a_place_and_a_filing(run: Run, story: Story, memory: Memory):  # noqa: F811
    another_team()
    piece = story.piece(story.owned())
    file = ("filing", "piece", str(piece.pk), "--as", "ana")
    run(*file).refused("where Billing's work lives")
    place = ("teams", "place", "billing", "github")
    run(*place, "acme", "--as", "lea").refused("is not a repository")
    run(*place, "acme/payments", "--as", "ana").refused("You may not")
    said = run(*place, "acme/payments", "--as", "lea", "--json").json
    assert said["looked"] == "acme/payments is there; it is private."
    assert "On its way to acme/payments" in run(*file).out
    asked = story.ask(story.owned(), to_team="Billing")
    made = run("filing", "ask", str(asked.pk), "--as", "ana", "--json").json
    assert made["where"] == "acme/payments"
