"""Asking for help, the brief and the help directory at the command line."""

from __future__ import annotations

import pytest

from holdfast.people.models import Area
from tests.cast import Story
from tests.cli.conftest import Run


@pytest.mark.req("R42", "R43", "R65", "R76")
def test_from_asking_to_done(run: Run, story: Story):
    ref = story.owned().ref
    ask = ("escalation", "ask", ref)
    made = run(
        *(*ask, "--to-team", "search", "--what", "Read the index.", "--by", "2026-03-05"),
        *("--customer-words", "We look.", "--as", "ana"),
    )
    assert made.code == 0, made.err
    assert "formal request" in made.out and "nothing of what was tried" in made.err
    assert "Asked" in run("escalation", "show", ref).out
    assert run(*ask, "--agree", "--as", "kim", "--json").json["state"] == "agreed"
    run(*ask, "--decline", "--as", "kim").refused("why not")
    done = run(*ask, "--done", "--note", "Corrupt.", "--as", "kim", "--json").json
    assert (done["state"], done["answers"][-1]["note"]) == ("done", "Corrupt.")
    run(*ask, "--withdraw", "--as", "ana").refused("is done already by Kim")

    brief = run("escalation", "brief", ref)
    assert "## May be said to the customer\n\nWe look." in brief.out
    one = run("escalation", "brief", ref, "--ask", str(done["id"]), "--json").json
    assert "What is needed" in one["text"]


def test_answering_the_one_that_is_meant(run: Run, story: Story):
    issue = story.owned()
    run("escalation", "ask", issue.ref, "--agree", "--as", "bo").refused("has none")
    first, second = story.ask(issue, to_person="bo"), story.ask(issue)
    ask = ("escalation", "ask", issue.ref)
    run(*ask, "--acknowledge", "--ask", str(first.pk), "--as", "bo")
    assert (first.state, second.state) == ("acknowledged", "sent")
    run(*ask, "--acknowledge", "--ask", "99999", "--as", "bo").refused("no ask 99999")
    other = story.ask(story.owned(), to_person="bo")
    run(*ask, "--acknowledge", "--ask", str(other.pk), "--as", "bo").refused("has no ask")


def test_wrong_usage(run: Run, story: Story):
    ref = story.owned().ref
    ask = ("escalation", "ask", ref)
    for words in (
        ("--as", "ana"),
        ("--agree", "--decline", "--as", "ana"),
        ("--to-team", "Search", "--agree", "--as", "ana"),
        ("--agree",),
    ):
        assert run(*ask, *words).code == 2, words
    to = (*ask, "--to-team", "Search", "--what", "x", "--as", "ana")
    run(*to).refused("by when")
    run(*to, "--by", "soon").refused("neither a day nor a moment")
    run(*to, "--by", "2026-03-05T15:00").refused("no zone")
    assert run(*to, "--by", "2026-03-05T15:00Z", "--informal", "--json").json["formal"] is False


@pytest.mark.req("R51", "R71")
def test_suggestions_and_the_help_directory(run: Run, story: Story):
    ref = story.owned().ref
    file = 'area,keywords,team,person,note\nLookup,"acme, zoekt",Search,@bo,In the channel\n'
    done = run("areas", "import", "-", "--as", "ana", "--json", stdin=file).json
    assert (done["added"], done["findings"]) == (["Lookup"], [])
    again = run("areas", "import", "-", "--json", stdin=file).json
    assert (again["added"], again["unchanged"]) == ([], 1)
    said = run("escalation", "ask", ref, "--suggest").out
    assert "home team" in said and "“acme”" in said and "ask Bo Larsen first" in said
    assert "Lookup" in run("areas", "list").out
    run("areas", "save", "lookup", "--team", "Search", "--as", "kim")
    area = Area.objects.get()
    assert (area.name, area.keywords, area.person) == ("lookup", "", None)
    run("areas", "remove", "LOOKUP", "--as", "sam").refused("may not")
    run("areas", "remove", "LOOKUP", "--as", "kim")
    run("areas", "remove", "LOOKUP", "--as", "kim").refused("no area")
    assert run("areas", "list", "--json").json == {"items": []}


def test_a_help_directory_comes_in_whole_or_not_at_all(run: Run, story: Story):
    file = (
        "area;team;person\nOne;Search;\n;Search;\nTwo;Nobodies;\nThree;Search;ghost\none;Search;\n"
    )
    no = run("areas", "import", "-", "--json", stdin=file)
    no.refused("4 of 5 rows cannot be used")
    found = [(each["line"], each["column"]) for each in no.json["findings"]]
    assert found == [(3, "area"), (4, "team"), (5, "person"), (6, "area")]
    assert not Area.objects.exists()
    run("areas", "import", "-", stdin="area,keywords\nx,y\n").refused("no column team")
    run("areas", "import", "-", stdin="area,team,colour\nx,Search,red\n").refused("colour")


@pytest.mark.req("R56")
def test_who_answers_for_a_team(run: Run, story: Story):
    assert "its managers" in run("teams", "list").out
    run("teams", "contact", "Search", "ana", "--as", "bo").refused("may not")
    assert "Ana Ruiz answers for Search" in run("teams", "contact", "search", "@ana").out
    assert run("teams", "list", "--json").json["items"] == [{"name": "Search", "contact": "ana"}]
    assert run("teams", "contact", "Search", "--json").json["contact"] is None
    run("teams", "contact", "Nobodies", "ana").refused("no team")
