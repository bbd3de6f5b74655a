"""`holdfast rotation relief`: what home teams drop, promised and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    json_option,
    now,
    prepare,
    programme,
    show,
    show_json,
    table,
)

if TYPE_CHECKING:
    from datetime import date

    from holdfast.rotation.models import Relief

_NUMBER = click.IntRange(1, 2**63 - 1)


@click.group(short_help="What home teams drop while their people are on.")
def relief() -> None:
    """Relief: a home team's scope goes down while one of its people is on the rotation."""


@relief.command("list", short_help="Reliefs, the newest first.")
@click.option(
    "--state",
    default="standing",
    show_default=True,
    metavar="STATE",
    help="open, acknowledged, told, ended, standing or all",
)
@click.option("--team", default="", metavar="TEAM", help="Of this home team.")
@json_option
def list_(state: str, team: str, as_json: bool) -> None:
    """At most 200 of them: who, when, how much of which team, and what stands in the way."""
    prepare()
    from holdfast.people.queries import team as team_of
    from holdfast.rotation.presenting.relief import relief_as_data
    from holdfast.rotation.queries.relief import page_of_reliefs

    found = page_of_reliefs(
        programme(), state=state, team=team_of(team).pk if team else None, limit=200
    )
    items = [relief_as_data(each, today=_today()) for each in found.items]
    if as_json:
        show_json({"items": items})
    elif items:
        show(table([_row(each) for each in items], indent=""))
    else:
        show("There are none.")


@relief.command(short_help="Have relief made for a seat that has none.")
@click.argument("seat", type=_NUMBER)
@as_option("The lead who asks; without it the operator does.", required=False)
@json_option
def ask(seat: int, login: str | None, as_json: bool) -> None:
    """For a SEAT confirmed before reliefs were kept, or before its home team was known."""
    prepare()
    from holdfast.rotation.actions import ask_for_relief

    _show(ask_for_relief(seat_id=seat, by=acting(login), at=now()), as_json)


@relief.command(short_help="Make room, and name what is dropped.")
@click.argument("number", type=_NUMBER)
@click.option("--drop", "dropped", multiple=True, help="What the team drops; once for each.")
@as_option("Who answers for the home team, or a lead.", required=False)
@json_option
def acknowledge(number: int, dropped: tuple[str, ...], login: str | None, as_json: bool) -> None:
    """Relief NUMBER is seen, and there is room. Again, it adds what is named newly."""
    prepare()
    from holdfast.rotation.actions import acknowledge_relief

    done = acknowledge_relief(relief_id=number, dropped=dropped, by=acting(login), at=now())
    _show(done, as_json)


@relief.command(short_help="One more thing that is dropped.")
@click.argument("number", type=_NUMBER)
@click.argument("text")
@as_option("Who answers for the home team, or a lead.", required=False)
@json_option
def drop(number: int, text: str, login: str | None, as_json: bool) -> None:
    """For relief NUMBER; the same TEXT again is the same thing."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.queries.relief import relief as find

    actions.drop(relief_id=number, text=text, by=acting(login), at=now())
    _show(find(number), as_json)


@relief.command(short_help="Say whether something was dropped.")
@click.argument("item", type=_NUMBER)
@click.option(
    "--dropped/--anyway", "was_dropped", default=None, help="It was dropped, or done all the same."
)
@click.option("--days", default="", help="Working days of relief that it gave.")
@as_option("The engineer, who answers for the home team, or a lead.", required=False)
@json_option
def done(item: int, was_dropped: bool | None, days: str, login: str | None, as_json: bool) -> None:
    """ITEM is the number of what was to be dropped, as `list --json` and `acknowledge` show it."""
    if was_dropped is None:
        raise click.UsageError("Say --dropped with --days, or --anyway.")
    prepare()
    from holdfast.rotation.actions import say_outcome
    from holdfast.rotation.queries.relief import relief as find

    told = say_outcome(
        dropped_id=item, was_dropped=was_dropped, days=days, by=acting(login), at=now()
    )
    _show(find(told.relief_id), as_json)


def _today() -> date:
    from holdfast.kernel.period import local_date
    from holdfast.people.queries import policy_at

    return local_date(now(), policy_at(programme(), now()).zone)


def _show(found: Relief, as_json: bool) -> None:
    from holdfast.rotation.presenting.relief import relief_as_data

    data = relief_as_data(found, today=_today())
    if as_json:
        show_json(data)
    else:
        show(_card(data))


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    percent = "-" if each["percent"] is None else f"{each['percent']:g} %"
    days = f"{day(each['starts_on'])} to {day(each['ends_on'])}"
    said = (each["team"] or "no team", percent, each["state"], "; ".join(each["flags"]))
    return (str(each["id"]), each["engineer"], days, *said)


def _card(each: dict[str, Any]) -> str:
    rows = [
        ("Seat", f"{day(each['starts_on'])} to {day(each['ends_on'])}"),
        ("Team", each["team"] or "not known"),
        ("Answers", each["manager"] or "the leads"),
        ("Worked out", each["formula"]),
        ("State", each["state"]),
        ("Days", f"{each['promised_days']:g} promised, {each['given_days']:g} given"),
        *(("Flag", flag) for flag in each["flags"]),
        *((f"Drops {item['id']}", f"{item['text']}{_outcome(item)}") for item in each["dropped"]),
    ]
    return "\n".join([f"relief {each['id']}  {each['engineer_name']}", table(rows)])


def _outcome(item: dict[str, Any]) -> str:
    said = item["outcome"]
    if said is None:
        return ""
    return f" (dropped, {said['days']:g} days)" if said["was_dropped"] else " (done all the same)"
