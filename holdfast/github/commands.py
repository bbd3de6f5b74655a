"""`holdfast github`: a board comes in as paper cuts."""

from __future__ import annotations

import json

import click

from holdfast.github import board as boards
from holdfast.kernel import clock
from holdfast.kernel.actor import Actor
from holdfast.kernel.text import plural
from holdfast.papercut.actions import import_cards
from holdfast.people.queries import actor, person

# Whoever can read the data folder could change all of it; here they do it on the record.
_OPERATOR = Actor(person_id=None, login="operator", role="admin", via="cli")


@click.group(short_help="A board of GitHub as paper cuts.")
def github() -> None:
    """What Holdfast reads from GitHub when somebody asks; what is filed there it does by itself."""


@github.command(short_help="Take in a board as paper cuts.")
@click.argument("where", metavar="OWNER/NUMBER")
@click.option("--as", "login", metavar="LOGIN", help="Who takes it in; without it the operator.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def board(where: str, login: str | None, *, as_json: bool) -> None:
    """Such as `holdfast github board acme/7`: the number stands in the board's address.

    A card is found again, so it may be done as often as you like. Its fields Gap (else its text), Impact,
    Workaround, Customers (several by ;), Estimate (working days) and Status are read; its place on the
    board and its estimate count only where nobody has said one here.
    """
    at = clock.now()
    by = actor(person(login), via="cli") if login else _OPERATOR
    found = boards.read(where, at=at)
    source = f"GitHub {where.lower()}"
    done = import_cards(cards=found.cards, source=source, by=by, at=at)
    for note in found.notes:
        click.echo(note, err=True)
    if as_json:
        said = {
            "board": found.title,
            "added": done.added,
            "changed": done.changed,
            "unchanged": done.unchanged,
            "notes": found.notes,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2).encode())
        return
    added, changed = plural(len(done.added), "paper cut"), len(done.changed)
    click.echo(f"{found.title}: {added} added, {changed} changed, {done.unchanged} as before.")
