"""`holdfast people` and `holdfast password`: the directory, and the first account."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from holdfast.cli.absence import absence
from holdfast.cli.calendar import absences, away, person_calendar
from holdfast.cli.capacity import capacity
from holdfast.cli.first_week import first_week
from holdfast.cli.ground import (
    OPERATOR,
    acting,
    as_option,
    json_option,
    now,
    prepare,
    read_file,
    say,
    show,
    show_json,
)
from holdfast.cli.importing import take_in

T = TypeVar("T", bound=Callable[..., Any])
_BY = "Who does it; without it the operator of this machine does."
_FACTS = ("name", "email", "role", "zone", "hours", "workdays", "holidays", "team", "manager")
_HELP = {
    "role": "member, support, engineer, lead or admin.",
    "zone": "IANA zone, such as Europe/Berlin.",
    "hours": "09:00-17:00",
    "workdays": "Mon-Fri, or 0,1,2,3,4 with Monday as 0.",
    "holidays": "Whose public holidays: DE, US-CA.",
    "manager": "A login.",
}


def _facts(command: T) -> T:
    for fact in reversed(_FACTS):
        command = click.option(f"--{fact}", help=_HELP.get(fact))(command)
    return command


@click.group(short_help="The people the programme knows.")
def people() -> None:
    """The people the programme knows.

    Whoever runs this command on the machine that keeps the data acts as its operator and may do
    what an administrator may; so the first administrator is made here:

    \b
      holdfast people add ada --name "Ada Novak" --role admin
      holdfast password --as ada
    """


people.add_command(absence)
people.add_command(absences)
people.add_command(away)
people.add_command(person_calendar)
people.add_command(first_week)
people.add_command(capacity)


@people.command("import", short_help="Take in a directory as CSV.")
@click.argument("file")
@as_option(_BY, required=False)
@json_option
def import_(file: str, login: str | None, as_json: bool) -> None:
    """Read a CSV of people (- is standard input) with the columns login, name, email, zone, hours,
    workdays, holidays, team, manager, role; all but login may be missing.

    All or nothing: where a row cannot be used each such row is named, with its column, and nothing is
    saved. Exit code: 0 when every row is in, 1 when nothing is.
    """

    def find() -> Callable[..., Any]:
        from holdfast.people.actions import import_people

        return import_people

    take_in(find, file=file, login=login, as_json=as_json, nouns=("person", "people"))


@people.command(short_help="Add somebody.")
@click.argument("who", metavar="LOGIN")
@_facts
@as_option(_BY, required=False)
@json_option
def add(who: str, login: str | None, as_json: bool, **given: str | None) -> None:
    """Add somebody to the directory. They can sign in once they have a password."""
    prepare()
    from holdfast.people.actions import add_person

    person = add_person(login=who, given=_given(given), by=acting(login), at=now())
    _shown(person, as_json, f"{person.login} is here as {person.role}.")
    if not as_json:
        say(f"`holdfast password --as {person.login}` lets them sign in.")


@people.command(short_help="Change what is known of somebody.")
@click.argument("who", metavar="LOGIN")
@_facts
@as_option(_BY, required=False)
@json_option
def change(who: str, login: str | None, as_json: bool, **given: str | None) -> None:
    """Set what is given and leave the rest."""
    said = _given(given)
    if not said:
        raise click.UsageError("Say what changes, for instance --role lead.")
    prepare()
    from holdfast.people.actions import change_person

    person = change_person(login=who.removeprefix("@"), given=said, by=acting(login), at=now())
    _shown(person, as_json, f"{person.login} is changed.")


def _given(given: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value is not None}


def _shown(person: Any, as_json: bool, sentence: str) -> None:
    if as_json:
        show_json({"login": person.login, "name": person.name, "role": person.role})
    else:
        show(sentence)


@click.command(short_help="Set somebody's password.")
@as_option("Whose password it is.", required=True)
def password(login: str) -> None:
    """Ask for a password, twice, and set it; from a pipe its first line is taken."""
    prepare()
    from holdfast.people.actions import set_password
    from holdfast.people.queries import person

    found = person(login)  # before anybody types a password for nothing
    if sys.stdin is not None and sys.stdin.isatty():
        secret = click.prompt(
            f"New password for {found.login}", hide_input=True, confirmation_prompt=True, err=True
        )
    else:
        secret = read_file("-").decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    set_password(login=found.login, password=secret, by=OPERATOR, at=now())
    say(f"{found.login} can sign in with it now.")
