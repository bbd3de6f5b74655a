"""`holdfast rotation swap`: a seat or days of it offered, taken, given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.given import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    json_option,
    moment,
    now,
    prepare,
    programme,
    show,
    show_json,
    table,
)

if TYPE_CHECKING:
    from holdfast.rotation.models import Swap

NUMBER = click.IntRange(1, 2**63 - 1)
HALVES = {"first": 0, "second": 1}


@click.group(short_help="Offer a seat, take one, give it back.")
def swap() -> None:
    """A seat, a half or days of it, from one person to another. Nothing changes before it is taken."""


@swap.command(short_help="Offer a seat, or days of it.")
@click.argument("seat_id", metavar="SEAT", type=NUMBER)
@click.option("--to", default="", metavar="LOGIN", help="To whom; left out, to all who could.")
@click.option("--half", type=click.Choice(list(HALVES)), help="A half of its window.")
@click.option("--from", "starts", metavar="DATE", help="The first day.")
@click.option("--until", "ends", metavar="DATE", help="The day you are back on, or its last day.")
@click.option("--in-return", type=NUMBER, metavar="SEAT", help="A seat of theirs, for it.")
@click.option("--note", default="", help="A word with it.")
@click.option("--override", default="", help="A lead: why a rule may be broken by it.")
@as_option("Who offers it: the giver; their manager or a lead arranges it.", required=True)
@json_option
def offer(
    *,
    seat_id: int,
    half: str | None,
    starts: str | None,
    ends: str | None,
    login: str,
    as_json: bool,
    **given: Any,
) -> None:
    """With neither --half nor days it is all that is left of the seat. `rotation swap who SEAT` says who
    could take it, the most rested first."""
    prepare()
    from holdfast.rotation import actions

    done = actions.offer_swap(
        seat_id=seat_id,
        half=HALVES[half] if half else None,
        starts_on=given_day(starts, field="starts_on"),
        ends_on=given_day(ends, field="ends_on"),
        by=acting(login),
        at=now(),
        **given,
    )
    _show(done, as_json)


@swap.command(short_help="Who could take a seat, or days of it.")
@click.argument("seat_id", metavar="SEAT", type=NUMBER)
@click.option("--from", "starts", metavar="DATE", help="The first day.")
@click.option("--until", "ends", metavar="DATE", help="The day it comes back, or its last day.")
@json_option
def who(*, seat_id: int, starts: str | None, ends: str | None, as_json: bool) -> None:
    """By the hard rules, the most rested first; whom a rule keeps from it last, with the reason."""
    prepare()
    from holdfast.rotation.presenting.swap import candidates_as_data
    from holdfast.rotation.queries import seat as find
    from holdfast.rotation.queries.swap import candidates_for

    first, last = given_day(starts, field="starts_on"), given_day(ends, field="ends_on")
    found = candidates_as_data(candidates_for(find(seat_id), first, last, at=now()))
    if as_json:
        show_json({"items": found})
    elif found:
        show(table([_candidate(each) for each in found], indent=""))
    else:
        show("Nobody else is an engineer or signed up for the rotation.")


@swap.command(short_help="Take what is offered to you.")
@click.argument("swap_id", metavar="ID", type=NUMBER)
@as_option("Who takes it.", required=True)
@json_option
def take(swap_id: int, login: str, as_json: bool) -> None:
    """You sit on its days from now on; of a true swap both go through."""
    _answer("accept_swap", swap_id, login, as_json)


@swap.command(short_help="Give what was arranged for you.")
@click.argument("swap_id", metavar="ID", type=NUMBER)
@as_option("Whose seat it is.", required=True)
@json_option
def consent(swap_id: int, login: str, as_json: bool) -> None:
    _answer("consent_to_swap", swap_id, login, as_json)


@swap.command(short_help="Say no to it.")
@click.argument("swap_id", metavar="ID", type=NUMBER)
@click.option("--reason", default="", help="Owed to an offer made to you by name.")
@as_option("Who says no.", required=True)
@json_option
def decline(swap_id: int, reason: str, login: str, as_json: bool) -> None:
    _answer("decline_swap", swap_id, login, as_json, reason=reason)


@swap.command(short_help="Take an offer back.")
@click.argument("swap_id", metavar="ID", type=NUMBER)
@click.option("--reason", default="")
@as_option("Who made it, the giver, their manager or a lead.", required=True)
@json_option
def withdraw(swap_id: int, reason: str, login: str, as_json: bool) -> None:
    _answer("withdraw_swap", swap_id, login, as_json, reason=reason)


@swap.command(short_help="Ask that what was taken goes back.")
@click.argument("swap_id", metavar="ID", type=NUMBER)
@click.option("--note", default="", help="A word with it.")
@click.option("--override", default="", help="A lead: why a rule may be broken by it.")
@as_option("Either of the two, their manager or a lead.", required=True)
@json_option
def untake(swap_id: int, login: str, as_json: bool, **given: str) -> None:
    """Until the day before it starts. It is an offer the other way: who gave it takes it."""
    _answer("untake_swap", swap_id, login, as_json, **given)


@swap.command("list", short_help="Swaps in a state.")
@click.option("--of", "login", metavar="LOGIN", help="What they give, take or are offered.")
@click.option("--state", default="open", show_default=True, help="open, ended, all, taken, …")
@json_option
def list_(login: str | None, state: str, as_json: bool) -> None:
    """The newest first, 50 at most."""
    prepare()
    from holdfast.people.queries import person
    from holdfast.rotation.presenting.swap import swap_as_data
    from holdfast.rotation.queries.swap import page_of_swaps

    of = person(login) if login else None
    found = [swap_as_data(each) for each in page_of_swaps(programme(), of=of, state=state).items]
    if as_json:
        show_json({"items": found})
    elif found:
        rows = [
            (
                str(each["id"]),
                each["state"],
                f"{day(each['starts_on'])} to {day(each['ends_on'])}",
                each["seat"]["login"],
                _taker(each),
            )
            for each in found
        ]
        show(table([("ID", "STATE", "DAYS", "FROM", "TO"), *rows], indent=""))
    else:
        show("No seat is offered." if state == "open" else "There are none.")


def _answer(name: str, swap_id: int, login: str, as_json: bool, **given: str) -> None:
    prepare()
    from holdfast.rotation import actions

    action: Callable[..., Swap] = getattr(actions, name)
    _show(action(swap_id=swap_id, by=acting(login), at=now(), **given), as_json)


def _show(found: Swap, as_json: bool) -> None:
    from holdfast.rotation.presenting.swap import swap_as_data

    data = swap_as_data(found)
    if as_json:
        show_json(data)
        return
    rows = [
        ("State", data["state"]),
        ("Seat", f"{data['seat']['id']}, of {data['seat']['login']}"),
        ("Days", f"{day(data['starts_on'])} to {day(data['ends_on'])}"),
        ("To", _taker(data)),
    ]
    if back := data["in_return"]:
        rows.append(("In return", f"{day(back['starts_on'])} to {day(back['ends_on'])}"))
    rows += [("In spite of", sentence) for sentence in (data["override"] or {}).get("said", ())]
    if data["state"] == "open":
        waiting = {data["seat"]["login"], data["to"] or "somebody"} - set(data["agreed"])
        rows += [("Waits for", ", ".join(sorted(waiting))), ("Until", moment(data["expires_at"]))]
    if reason := (data["end"] or {}).get("reason"):
        rows.append(("Why", " ".join(reason.split())))
    show("\n".join([f"swap {data['id']}", table(rows)]))


def _taker(each: dict[str, Any]) -> str:
    return (each["end"] or {}).get("taker") or each["to"] or "all who could"


def _candidate(each: dict[str, Any]) -> tuple[str, str, str, str]:
    rested = f"last turn until {day(each['last_until'])}" if each["last_until"] else "never served"
    said = " ".join([*each["against"], *each["warnings"]]) or each["choice"] or ""
    return ("yes" if each["could"] else "no", each["login"], rested, said)
