"""`holdfast plan windows` and what follows it: seats proposed for the programme's next windows."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    empty_document,
    json_option,
    now,
    prepare,
    programme,
    say,
    show,
    show_json,
    table,
)
from holdfast.cli.plan import Display
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import plural

if TYPE_CHECKING:
    from holdfast.rotation.models import Plan

_NUMBER = click.IntRange(1, 2**63 - 1)
_HALVES = {"whole": None, "first": 0, "second": 1}


def _half_option(command: Any) -> Any:
    return click.option(
        "--half",
        type=click.Choice(list(_HALVES)),
        default="whole",
        show_default=True,
        help="Which part of the window.",
    )(command)


def _date(text: str, *, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"“{text[:20]}” is no day; write 2026-03-16.", field=field) from None


@click.command(short_help="Propose seats for the programme's next windows.")
@click.option(
    "--from", "since", metavar="DATE", help="Windows that start then or later; else today."
)
@click.option("--count", type=int, metavar="N", help="How many; else as many as the policy says.")
@click.option("--seconds", type=int, default=60, show_default=True, help="At most so long.")
@as_option("Who asks; without it the operator of this machine does.", required=False)
@json_option
def windows(
    *, since: str | None, count: int | None, seconds: int, login: str | None, as_json: bool
) -> None:
    """Propose who sits when, out of who signed up, and say why.

    It is solved right here and kept as a plan; nothing changes before `holdfast plan publish N`.
    Exit code 0 with a proposal, whatever is open in it; 1 where there is none.
    """
    with empty_document(plan=None, windows=[], levels=[]):
        prepare()
        from holdfast.rotation import actions
        from holdfast.rotation.actions.solving import carry_out, new_lease
        from holdfast.rotation.presenting.plan import plan_as_data
        from holdfast.rotation.queries.plan import plan as find

        first = _date(since, field="from") if since else None
        made = actions.propose(
            programme=programme(),
            since=first,
            count=count,
            seconds=seconds,
            lease=new_lease(),
            by=acting(login),
            at=now(),
        )
        display = Display(terminal=sys.stderr.isatty())
        try:
            carry_out(made, clock=now, tell=display.level)
        except KeyboardInterrupt:
            actions.cancel_plan(plan_id=made.pk, by=acting(login), at=now())
            raise
        display.close()
        found = find(made.pk)
        if found.failed:
            raise Conflict(found.failed)
        data = plan_as_data(found)
    if count is not None and len(data["windows"]) < count:
        say(f"Only {plural(len(data['windows']), 'window')} to come; enter more to plan them.")
    for warning in data["warnings"]:
        say(warning)
    if as_json:
        show_json({"plan": found.pk, **data})
    else:
        show(_card(data))
        say(f"Nothing is changed yet: holdfast plan publish {found.pk}")


@click.command("list", short_help="Plans, newest first.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True)
@json_option
def list_(*, limit: int, as_json: bool) -> None:
    """What was proposed, when, by whom, and what became of it."""
    prepare()
    from holdfast.rotation.presenting.plan import plan_line
    from holdfast.rotation.queries.plan import plans

    found = [plan_line(each) for each in plans(programme(), limit=limit).items]
    if as_json:
        show_json({"items": found})
    elif found:
        rows = [
            (f"plan {each['id']}", each["state"], each["at"][:16], each["by"] or "")
            for each in found
        ]
        show(table(rows, indent=""))
    else:
        show("No plan yet; `holdfast plan windows` proposes one.")


@click.command("show", short_help="A plan: who sits when, why, and what changes.")
@click.argument("number", type=_NUMBER)
@json_option
def show_(*, number: int, as_json: bool) -> None:
    """The plan with its explanations."""
    prepare()
    from holdfast.rotation.presenting.plan import plan_as_data

    data = plan_as_data(_plan(number))
    if as_json:
        show_json({"plan": number, **data})
    else:
        show(_card(data))


@click.command(short_help="Make a plan the rotation.")
@click.argument("number", type=_NUMBER)
@as_option("Who publishes; without it the operator of this machine does.", required=False)
@json_option
def publish(*, number: int, login: str | None, as_json: bool) -> None:
    """Seats are made and their people asked to confirm; refused where the world has moved on."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.plan import plan_as_data

    done = actions.publish_plan(plan_id=number, by=acting(login), at=now())
    if as_json:
        show_json({"plan": number, **plan_as_data(_plan(number))})
    else:
        show(
            f"Published: {plural(done.seats.count(), 'seat')} by plan {number}, "
            f"{plural(done.withdrawn.count(), 'seat')} withdrawn."
        )


@click.command(short_help="Every plan must seat somebody, or must not.")
@click.argument("person", metavar="LOGIN")
@click.argument("starts_on", metavar="WINDOW")
@click.option("--out", is_flag=True, help="Keep them out of it instead.")
@_half_option
@click.option("--reason", default="", help="Whoever reads the plan will ask.")
@as_option("Who says so; without it the operator of this machine does.", required=False)
@json_option
def pin(
    *,
    person: str,
    starts_on: str,
    out: bool,
    half: str,
    reason: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Pin LOGIN to the window that starts on a day (WINDOW, as 2026-03-16)."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.plan import pin_as_data
    from holdfast.rotation.queries.plan import pin as find

    made = actions.pin(
        person=person,
        window=_window(_date(starts_on, field="window")),
        half=_HALVES[half],
        seated=not out,
        reason=reason,
        by=acting(login),
        at=now(),
    )
    data = pin_as_data(find(made.pk))
    if as_json:
        show_json(data)
    else:
        word = "out of" if out else "to"
        show(f"Pin {made.pk}: {data['login']} {word} the window of {day(made.window.starts_on)}.")


@click.command(short_help="Take a pin out.")
@click.argument("number", type=_NUMBER)
@as_option("Who does it; without it the operator of this machine does.", required=False)
@json_option
def unpin(*, number: int, login: str | None, as_json: bool) -> None:
    """It counts no more, and stays on record."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.plan import pin_as_data

    data = pin_as_data(actions.unpin(pin_id=number, by=acting(login), at=now()))
    if as_json:
        show_json(data)
    else:
        show(f"Pin {number} of {data['login']} counts no more.")


@click.command(short_help="The pins that count.")
@json_option
def pins(*, as_json: bool) -> None:
    """What every plan must keep to."""
    prepare()
    from holdfast.rotation.presenting.plan import pin_as_data
    from holdfast.rotation.queries.plan import pins as every

    found = [pin_as_data(each) for each in every(programme())]
    if as_json:
        show_json({"items": found})
    elif found:
        rows = [
            (
                f"pin {each['id']}",
                each["login"],
                "in" if each["seated"] else "out of",
                each["starts_on"],
                each["reason"],
            )
            for each in found
        ]
        show(table(rows, indent=""))
    else:
        show("Nobody is pinned.")


def _plan(number: int) -> Plan:
    from holdfast.rotation.queries.plan import plan as find

    return find(number)


def _window(starts_on: date) -> int:
    from holdfast.rotation.queries.problem import planned_windows

    found = planned_windows(programme(), since=starts_on, count=1)
    if not found or found[0].starts_on != starts_on:
        raise Conflict(f"No window starts on {day(starts_on)}.")
    return found[0].pk


def _card(data: dict[str, Any]) -> str:
    lines = [f"plan {data['id']}  {data['state']}"]
    if data["failed"]:
        lines.append(f"  {data['failed']}")
    for window in data["windows"]:
        lines.append(f"{window['starts_on']} to {window['ends_on']}")
        for seat in window["seats"]:
            part = {0: ", first half", 1: ", second half", None: ""}[seat["half"]]
            marks = [word for word in ("new", "confirmed", "by_hand") if seat[word]]
            said = f" ({', '.join(marks).replace('_', ' ')})" if marks else ""
            lines.append(f"  {seat['login']}{part}{said}")
            if seat["why"]:
                lines.append(f"      {seat['why']}")
        if window["missing"]:
            lines.append(f"  {plural(window['missing'], 'seat')} nobody fills")
        for each in window["unfilled"]:
            lines += [f"      {reason}" for reason in each["reasons"]]
            if each["ask"]:
                lines.append(f"      Ask {' or '.join(each['ask'])} to sign up.")
    lines += [f"{each['login']} has no seat: {each['why']}" for each in data["not_chosen"]]
    rows = [
        (
            level["name"],
            f"{level['value']:,}",
            "proven" if level["proven"] else f"at least {level['bound']:,}",
            level["means"],
        )
        for level in data["levels"]
    ]
    return "\n".join([*lines, table(rows)]) if rows else "\n".join(lines)


COMMANDS = (windows, list_, show_, publish, pin, unpin, pins)
