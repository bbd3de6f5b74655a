"""`holdfast areas` and `holdfast teams`: the help directory, and who answers for a team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    prepare,
    show,
    show_json,
    table,
)
from holdfast.cli.importing import take_in

_BY = as_option("Who does it; without it the operator of this machine does.", required=False)


@click.group(short_help="The help directory: whom to ask about what.")
def areas() -> None:
    """The help directory: which team, and who of it, answers for which part of the product."""


@areas.command("list", short_help="All of it.")
@_BY
@json_option
def list_(login: str | None, as_json: bool) -> None:
    """The help directory, by name."""
    prepare()
    from holdfast.people.queries import areas as found

    acting(login)
    items = [_data(each) for each in found()]
    if as_json:
        show_json({"items": items})
    elif items:
        rows = [
            (each["name"], each["team"], each["person"] or "", ", ".join(each["keywords"]))
            for each in items
        ]
        show(table(rows, indent=""))
    else:
        show("The help directory is empty; `holdfast areas import FILE` fills it.")


@areas.command(short_help="Add an area, or change it.")
@click.argument("name")
@click.option("--team", required=True)
@click.option("--keywords", default="", help="What people write when it breaks, with commas.")
@click.option("--person", default="", metavar="LOGIN", help="Whom of the team to ask first.")
@click.option("--note", default="", help="How to ask them best.")
@_BY
@json_option
def save(name: str, login: str | None, as_json: bool, **given: str) -> None:
    """The entry of this name as it is from now on; what is left out is empty then."""
    prepare()
    from holdfast.people.actions import save_area

    area = save_area(name=name, by=acting(login), at=now(), **given)
    if as_json:
        show_json(_data(area))
    else:
        show(f"{area.name}: ask {area.team}.")


@areas.command(short_help="Take an area out.")
@click.argument("name")
@_BY
def remove(name: str, login: str | None) -> None:
    """Remove an entry of the help directory."""
    prepare()
    from holdfast.people.actions import remove_area
    from holdfast.people.queries import area

    found = area(name)
    remove_area(area_id=found.pk, by=acting(login), at=now())
    show(f"{found.name} is removed.")


@areas.command("import", short_help="Take in a help directory as CSV.")
@click.argument("file")
@_BY
@json_option
def import_(file: str, login: str | None, as_json: bool) -> None:
    """Read a CSV (- is standard input) with the columns area, keywords, team, person, note; area
    and team have to be there.

    All or nothing: where a row cannot be used each such row is named, and nothing is saved. Exit
    code: 0 when every row is in, 1 when nothing is.
    """

    def find() -> Callable[..., Any]:
        from holdfast.people.actions import import_areas

        return import_areas

    take_in(find, file=file, login=login, as_json=as_json, nouns=("area", "areas"))


@click.group(short_help="Teams, and who answers for each.")
def teams() -> None:
    """Teams come with the people directory; who answers for one is said here."""


@teams.command("list", short_help="All of them.")
@_BY
@json_option
def list_teams(login: str | None, as_json: bool) -> None:
    """Teams by name, with who answers for each."""
    prepare()
    from holdfast.people.queries import teams as found

    acting(login)
    items = [
        {"name": each.name, "contact": each.contact.login if each.contact else None}
        for each in found()
    ]
    if as_json:
        show_json({"items": items})
    else:
        rows = [(str(each["name"]), each["contact"] or "its managers") for each in items]
        show(table(rows, indent="") if rows else "There are no teams yet.")


@teams.command(short_help="Say who answers for a team.")
@click.argument("team")
@click.argument("who", metavar="LOGIN", default="")
@_BY
@json_option
def contact(team: str, who: str, login: str | None, as_json: bool) -> None:
    """Who hears what the team is asked. Without LOGIN its managers do."""
    prepare()
    from holdfast.people.actions import set_contact

    found = set_contact(team=team, contact=who, by=acting(login), at=now())
    if as_json:
        name = found.contact.login if found.contact else None
        show_json({"name": found.name, "contact": name})
    else:
        show(f"{found.contact or 'Its managers'} answer{'s' if found.contact else ''} for {found}.")


def _data(area: Any) -> dict[str, Any]:
    return {
        "name": area.name,
        "keywords": list(area.words),
        "team": area.team.name,
        "person": area.person.login if area.person else None,
        "note": area.note or None,
    }
