"""Intake at the terminal: similar ones, customers, who is involved, who answers to the customer."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Customer
from tests.cast import Story
from tests.cli.conftest import Run

GOOD = b"name,ga_on,implementation_engineer,support_engineer\nAcme,2026-03-20,max,sam\n"


def test_customers_come_in_all_or_nothing(run: Run, story: Story):
    done = run("customers", "import", "-", "--json", stdin=GOOD).json
    assert done == {"added": ["Acme"], "changed": [], "unchanged": 0, "findings": []}
    assert "0 customers added, 0 changed, 1 as" in run("customers", "import", "-", stdin=GOOD).out
    bad = run("customers", "import", "-", "--json", stdin=GOOD + b"Umbra,soon,,\n")
    assert bad.code == 1
    assert bad.json["findings"][0]["line"] == 3
    assert Customer.objects.count() == 1
    run("customers", "import", "-", "--as", "rex", stdin=GOOD).refused("role support")


@pytest.mark.req("R72", "R75")
def test_raised_with_all_there_is_to_say(run: Run, story: Story):
    raise_ = ("escalation", "raise", "--title", "Shards vanish", "--stakes", "s", "--why-now", "w")
    given = ("--severity", "2", "--exec-asked", "--alert-team", "search", "--as", "sam", "--json")
    made = run(*raise_, *given, "--first-response", "Restarted.").json
    assert (made["exec_asked"], made["alert_team"], made["support_engineer"]) == (
        True,
        "Search",
        "sam",
    )
    named = run("escalation", "support", made["ref"], "--to", "@bo", "--as", "lea")
    assert "Customer side  bo" in named.out
    run("escalation", "support", made["ref"], "--to", "x", "--as", "lea").refused("Nobody active")
    assert run("escalation", "accept", made["ref"], "--why", "It is.", "--as", "ana").code == 0


@pytest.mark.req("R2")
def test_similar_ones(run: Run, story: Story):
    issue = story.raised(title="Zoekt shards vanish")
    assert run("escalation", "similar", "shard", "--json").json["items"][0]["ref"] == issue.ref
    story.decline(issue, by="ana", reason="Restart it.")
    out = run("escalation", "similar", 'vanishing "shards*').out
    assert issue.ref in out
    assert "declined: Restart it." in out
    assert "Nothing similar" in run("escalation", "similar", "unicorn").out


@pytest.mark.req("R39")
def test_who_is_involved(run: Run, story: Story):
    ref = story.owned().ref
    out = run("escalation", "involve", ref, "--login", "@max", "--needs", "A date", "--as", "ana")
    assert "Max Vogel  never           A date" in out.out
    run("escalation", "involve", ref, "--name", "Joe", "--as", "ana")
    assert run("escalation", "spoke", ref, "--login", "max", "--as", "ana", "--json").json[
        "spoken_at"
    ]
    assert "2026-03-03" in run("escalation", "spoke", ref, "--name", "joe", "--as", "ana").out
    assert "Max" not in run("escalation", "leave", ref, "--login", "max", "--as", "ana").out
    run("escalation", "spoke", ref, "--login", "max", "--as", "ana").refused("not involved")
    assert run("escalation", "spoke", ref, "--as", "ana").code == 2
    run("escalation", "involve", ref, "--as", "ana").refused("Name one")
