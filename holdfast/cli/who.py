"""`holdfast who`: who is on."""

from __future__ import annotations

import click

from holdfast.cli.ground import day, json_option, moment, now, prepare, programme, show, show_json
from holdfast.cli.ground import table as columns

_REACHABLE = {True: "at work", False: "off hours", None: "hours not known"}


@click.command(short_help="Who is on, now or at any moment.")
@click.option("--at", metavar="ISO-DATETIME", help="UTC without a zone; a date is its noon.")
@json_option
def who(at: str | None, as_json: bool) -> None:
    """Who is on now, or at the moment given, past or future.

    On a day that two windows share both sides are named; `*` marks who has duty at that moment.
    """
    prepare()
    from holdfast.escalation.queries.capacity import at_capacity_now
    from holdfast.rotation import presenting
    from holdfast.rotation.queries import who as ask

    asked = presenting.moment(at) if at else now()
    on = ask(programme(), at=asked)
    answer = presenting.who_as_data(on)
    if as_json:
        show_json(answer)
        return
    numbers = at_capacity_now([each.person.pk for each in on.engineers], asked)
    full = {each.person.login for each in on.engineers if each.person.pk in numbers}
    lines = [moment(answer["at"])]
    lines += [
        f"Window {day(each['starts_on'])} to {day(each['ends_on'])}" for each in answer["windows"]
    ]
    if not answer["windows"]:
        lines.append("No window covers this moment.")
    rows = [
        (
            "*" if each["has_duty"] else " ",
            each["login"],
            each["name"],
            each["role"],
            "confirmed" if each["confirmed"] else "unconfirmed",
            _REACHABLE[each["reachable"]] + (", at capacity" if each["login"] in full else ""),
        )
        for each in answer["engineers"]
    ]
    if rows:
        lines.append(columns(rows))
    elif answer["windows"]:
        lines.append("Nobody is on.")
    if answer["holes"]:
        lines.append(f"Seats that nobody fills: {answer['holes']}")
    show("\n".join(lines))
