"""`holdfast rotation sign-up`, `sign-ups` and `volunteer`: who would sit in which window."""

from __future__ import annotations

from typing import Any

import click

from holdfast.cli.given import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    empty_document,
    json_option,
    now,
    prepare,
    programme,
    read_file,
    say,
    show,
    show_json,
)
from holdfast.cli.windows import window_from
from holdfast.kernel.text import plural

_BY = "Who does it: a lead; without it the operator of this machine does."


@click.command("sign-up", short_help="Say whether one would sit in a window.")
@click.option("--window", "first", metavar="DATE", required=True, help="Its first day.")
@click.option("--choice", required=True, help="eager, willing, if needed, or no.")
@click.option("--halves", default="both", show_default=True, help="both, first or second.")
@click.option("--note", default="")
@click.option("--for", "who", metavar="LOGIN", help="For somebody else; a lead may.")
@as_option("Whose word it is, or who says it for them.", required=True)
@json_option
def sign_up(
    *, first: str, choice: str, halves: str, note: str, who: str | None, login: str, as_json: bool
) -> None:
    """The newest word counts, and all of them are kept. A no does not end a seat: where there is one,
    it is named."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.sign_ups import signed_up_as_data
    from holdfast.rotation.rules import sign_ups as rules

    window = window_from(first)
    done = actions.sign_up(
        window_id=window.pk,
        login=who or login,
        choice=rules.choice(choice),
        halves=rules.halves(halves),
        note=note,
        by=acting(login),
        at=now(),
    )
    if as_json:
        show_json(signed_up_as_data(done, today=now().date()))
        return
    word = rules.WORDS[rules.choice(choice)]
    show(f"{done.person}, {window}: {word}{'' if done.written else ', as before'}.")
    for seat in done.still_seated:
        say(
            f"{done.person} has a seat in {seat.window}, which stays until `holdfast rotation seat "
            f"withdraw {seat.window.starts_on} --as {done.person.login} --reason …`."
        )


@click.group("sign-ups", short_help="The sign-up sheet: import and export.")
def sign_ups() -> None:
    """The sign-up sheet: a line for each person, a column for each window."""


@sign_ups.command("import", short_help="Take in a sign-up sheet.")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Read and check; change nothing.")
@as_option(_BY, required=False)
@json_option
def import_(*, file: str, dry_run: bool, login: str | None, as_json: bool) -> None:
    """Read a CSV or a pasted sheet (- is standard input): people by login, mail address or name,
    windows by their first day, cells eager, willing, if needed or no.

    A person, column or cell that cannot be understood is named with its line and costs nothing else;
    blank cells say nothing. Exit code: 0 when everything was understood, 1 when something was not,
    whatever else came in.
    """
    with empty_document(written=[], unchanged=0, findings=[]):
        prepare()
        from holdfast.rotation.actions import import_sign_ups
        from holdfast.rotation.presenting.sign_ups import sign_up_as_data

        done = import_sign_ups(
            programme=programme(),
            content=read_file(file),
            dry_run=dry_run,
            by=acting(login),
            at=now(),
        )
    for each in done.findings:
        say(f"line {each.line}{f', {each.column}' if each.column else ''}: {each.message}")
    for seat in done.still_seated:
        say(f"{seat.person} says no to {seat.window} and has a seat in it, which stays theirs.")
    if as_json:
        rows = [sign_up_as_data(row, login=row.person.login) for row in done.written]
        for row in rows if dry_run else ():
            row["id"] = None
        findings = [
            {"line": each.line, "column": each.column, "message": each.message}
            for each in done.findings
        ]
        show_json({"written": rows, "unchanged": done.unchanged, "findings": findings})
    else:
        new = plural(len(done.written), "new answer")
        would = "Would import" if dry_run else "Imported"
        show(f"{would} {new}; {done.unchanged} as they were.")
    if done.findings:
        raise SystemExit(1)


@sign_ups.command(short_help="Print the sign-up sheet as CSV.")
def export() -> None:
    """The windows that are not over; `sign-ups import` reads it back to the same answers."""
    prepare()
    from holdfast.rotation.queries.sign_ups import as_sheet

    show(as_sheet(programme(), at=now()).replace("\r\n", "\n").rstrip("\n"))


@click.command(short_help="How somebody takes part.")
@click.argument("who", metavar="LOGIN")
@click.option("--halves/--whole", default=None, help="Seated for a half of a window too, or not.")
@click.option("--rest-days", metavar="N|policy")
@click.option("--most-halves", metavar="N|policy", help="In one plan; a window is two.")
@click.option("--allocation", type=int, help="Percent of their time when on.")
@click.option("--promotion-by", metavar="DATE|none", help="They need a seat that ends by then.")
@click.option("--note")
@as_option("Who says so: themselves, or a lead.", required=False)
@json_option
def volunteer(
    *,
    who: str,
    promotion_by: str | None,
    login: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Show it, or set what is given and leave the rest."""
    changes = {name: value for name, value in given.items() if value is not None}
    for name in ("rest_days", "most_halves"):
        if name in changes:
            changes[name] = _number(name, changes[name])
    prepare()
    from holdfast.people.queries import person
    from holdfast.rotation.actions import change_volunteer
    from holdfast.rotation.presenting.sign_ups import volunteer_as_data
    from holdfast.rotation.queries.sign_ups import volunteer_of

    if promotion_by is not None:
        none = promotion_by == "none"
        changes["promotion_by"] = None if none else given_day(promotion_by, field="promotion_by")
    found = person(who)
    if changes:
        change_volunteer(login=found.login, changes=changes, by=acting(login), at=now())
    data = volunteer_as_data(volunteer_of(found))
    if as_json:
        show_json(data)
    else:
        words = {name: "policy" if value is None else value for name, value in data.items()}
        words |= {name: data[name] or "none" for name in ("promotion_by", "note")}
        show("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in words.items()))


def _number(name: str, text: str) -> int | None:
    if text == "policy":
        return None
    try:
        return int(text)
    except ValueError:
        raise click.UsageError(
            f"--{name.replace('_', '-')} is a number, or the word policy."
        ) from None
