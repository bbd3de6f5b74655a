"""A board of GitHub comes in as paper cuts, as often as one likes."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner

from holdfast.github import board
from holdfast.kernel.refusal import Invalid
from holdfast.papercut.models import PaperCut
from tests.github.server import GitHub, item

pytestmark = pytest.mark.django_db


def run(*words: str):
    from holdfast.cli.commands import holdfast

    return CliRunner().invoke(holdfast, ["github", "board", *words])


@pytest.fixture
def wall(hub: GitHub) -> list[dict]:
    first = item(
        0,
        "No dark mode",
        body="Text.",
        url="https://github.com/acme/payments/issues/4",
        Gap="Eyes hurt.",
        Customers="Umbra Freight; Tessera",
        Impact="Nights",
        Status="Ready",
        Estimate=2.5,
    )
    cards = [first, *(item(each, f"Cut {each}", body="Text.") for each in range(1, 150))]
    cards[3] = item(3, "")
    cards[4]["isArchived"] = True
    cards[5] = item(5, "Endless", Estimate="soon")
    hub.boards["acme", 7] = cards
    return cards


@pytest.mark.req("R61")
def test_two_pages(hub: GitHub, now, wall):
    found = board.read("Acme/7", at=now.now)
    assert (found.title, len(found.cards), len(hub.log)) == ("Paper cuts", 148, 2)
    first, second = found.cards[:2]
    assert (first.key, first.title, first.gap) == ("PVTI_0", "No dark mode", "Eyes hurt.")
    assert first.url == "https://github.com/acme/payments/issues/4"
    assert first.accounts == ("Umbra Freight", "Tessera")
    assert (first.impact, first.state) == ("Nights", "Ready")
    assert (first.rank, first.estimate_days) == (1, Decimal("2.5"))
    assert (second.rank, second.gap, second.estimate_days, second.url) == (2, "Text.", None, "")
    assert [each.rank for each in found.cards] == list(range(1, 149))
    estimate, hidden = found.notes
    assert estimate.startswith("Endless: its estimate is left out. “soon” is no number")
    assert hidden == "1 on the board cannot be seen with this token; they are left out."


@pytest.mark.req("R61")
def test_taken_in_twice(story, hub: GitHub, wall):
    hub.boards["acme", 7] = wall[:4]
    done = run("acme/7", "--as", "lea", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["board"], len(said["added"]), said["unchanged"]) == ("Paper cuts", 3, 0)
    assert PaperCut.objects.get(title="No dark mode").source == "GitHub acme/7"
    wall[0]["content"]["title"] = "A dark mode"
    done = run("acme/7")
    assert done.stdout == "Paper cuts: 0 paper cuts added, 1 changed, 2 as before.\n"
    assert "cannot be seen" in done.stderr
    assert PaperCut.objects.filter(title="A dark mode").count() == 1


def test_refused(story, hub: GitHub, wall, settings, now):
    for words, says in {
        ("acme",): "such as acme/7",
        ("acme/8",): "Could not resolve",
        ("acme/7", "--as", "sam"): "",
        ("acme/7", "--as", "nobody"): "nobody",
    }.items():
        done = run(*words)
        assert (done.exit_code, "Traceback" in done.stderr) == (1, False), done.output
        assert says in done.stderr
    assert not PaperCut.objects.exists()
    settings.GITHUB_TOKEN = ""
    assert "HOLDFAST_GITHUB_TOKEN" in run("acme/7").stderr


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (500, None, "broke down"),
        (200, {"errors": [{"type": "FORBIDDEN", "message": "No."}]}, "does not allow"),
        (200, {"errors": [{"type": "INSUFFICIENT_SCOPES", "message": "No."}]}, "does not allow"),
        (200, {"errors": [{"type": "RATE_LIMITED", "message": "No."}]}, "wants no more"),
        (200, {"errors": [{"message": "Something went wrong."}]}, "broke down"),
        (200, {"errors": {"odd": 1}}, "broke down"),
        (200, {"data": {"repositoryOwner": {}}}, "shows acme no board"),
        (200, {"data": {"repositoryOwner": {"projectV2": {"title": "x"}}}}, "says no board"),
        (200, [], "something else"),
    ],
)
def test_what_goes_wrong(hub: GitHub, now, status: int, body, says: str):
    hub.fail(status, body=body)
    with pytest.raises(Invalid, match=says):
        board.read("acme/7", at=now.now)


def test_an_enterprise_server(hub: GitHub, now, wall, settings):
    settings.GITHUB_API_URL = f"{hub.url}/api/v3"
    assert len(board.read("acme/7", at=now.now + timedelta(days=1)).cards) == 148
    assert hub.log[0].path == "/api/graphql"


def test_too_many(hub: GitHub, now):
    hub.boards["acme", 7] = [item(each, f"Cut {each}") for each in range(2_050)]
    with pytest.raises(Invalid, match="more than 2,000"):
        board.read("acme/7", at=now.now)
