"""`holdfast rotation window` and `seat`: windows and seats written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.given import given_day
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
from holdfast.kernel.period import local_date
from holdfast.kernel.text import plural

if TYPE_CHECKING:
    from datetime import date

    from holdfast.rotation.models import Seat, Window

_BY = "Who does it: a lead; without it the operator of this machine does."
_POLICY = "policy"  # the word that takes a number of its own away again
_NUMBER = click.IntRange(0, 1000)
_NUMBER_OR_POLICY = "NUMBER|policy"


def _today() -> date:
    from holdfast.people.queries import policy_at

    at = now()
    return local_date(at, policy_at(programme(), at).zone)


def window_from(text: str) -> Window:
    """The window that starts on the day somebody typed."""
    from holdfast.rotation.queries import window_from as find

    found = given_day(text, field="window")
    assert found is not None
    return find(programme(), found)


@click.group(short_help="Windows: open, change, drop, list.")
def window() -> None:
    """Windows written by hand. A window is named by its first day."""


@window.command("open", short_help="Open the next windows.")
@click.option("--count", type=int, default=1, show_default=True, help="How many, in a row.")
@click.option("--from", "starts", metavar="DATE", help="Not where the last one ends, but here.")
@click.option("--to", "ends", metavar="DATE", help="For one window; else as long as the policy.")
@click.option("--wanted", type=_NUMBER, help="People wanted; else what the policy says.")
@click.option("--least", type=_NUMBER, help="Fewer is an alarm.")
@click.option("--most", type=_NUMBER, help="More is not planned.")
@click.option("--reason", default="", help="Why it has an unusual length.")
@as_option(_BY, required=False)
@json_option
def open_(
    *, starts: str | None, ends: str | None, login: str | None, as_json: bool, **given: Any
) -> None:
    """Each lasts as long as the policy says and starts on the day the one before ends on."""
    prepare()
    from holdfast.rotation.actions import open_windows

    opened = open_windows(
        programme=programme(),
        starts_on=given_day(starts, field="starts_on"),
        ends_on=given_day(ends, field="ends_on"),
        by=acting(login),
        at=now(),
        **given,
    )
    _show(opened, as_json=as_json, many=True)


@window.command(short_help="Other days, or how many people.")
@click.argument("first", metavar="DATE")
@click.option("--from", "starts_on", metavar="DATE", help="Its new first day.")
@click.option("--to", "ends_on", metavar="DATE", help="Its new last, or handover, day.")
@click.option("--wanted", type=_NUMBER)
@click.option("--least", metavar=_NUMBER_OR_POLICY)
@click.option("--most", metavar=_NUMBER_OR_POLICY)
@click.option("--reason", default="", help="Why it has an unusual length.")
@as_option(_BY, required=False)
@json_option
def change(
    *,
    first: str,
    starts_on: str | None,
    ends_on: str | None,
    reason: str,
    login: str | None,
    as_json: bool,
    **numbers: Any,
) -> None:
    """Set what is given and leave the rest. Where the days change, who confirmed is asked anew."""
    changes: dict[str, Any] = {
        name: _number(name, value) for name, value in numbers.items() if value is not None
    }
    if not changes and not starts_on and not ends_on:
        raise click.UsageError("Say what changes, for instance --to 2026-05-11 or --wanted 3.")
    prepare()
    for name, text in (("starts_on", starts_on), ("ends_on", ends_on)):
        if text:
            changes[name] = given_day(text, field=name)
    from holdfast.rotation.actions import change_window

    changed = change_window(
        window_id=window_from(first).pk,
        changes=changes,
        reason=reason,
        by=acting(login),
        at=now(),
    )
    _show([changed], as_json=as_json)


def _number(name: str, value: Any) -> int | None:
    if value == _POLICY:
        return None
    try:
        return int(value)
    except ValueError:
        raise click.UsageError(f"--{name} is a number, or the word policy.") from None


@window.command(short_help="It will not be.")
@click.argument("first", metavar="DATE")
@click.option("--reason", default="", help="Kept with it.")
@click.option("--take-up", is_flag=True, help="It will be, after all.")
@as_option(_BY, required=False)
@json_option
def drop(*, first: str, reason: str, take_up: bool, login: str | None, as_json: bool) -> None:
    """Kept with its reason and left out everywhere; refused while somebody has a seat in it."""
    prepare()
    from holdfast.rotation.actions import drop_window, take_up_window
    from holdfast.rotation.queries import window as find

    number, by, at = window_from(first).pk, acting(login), now()
    if take_up:
        take_up_window(window_id=number, by=by, at=at)
    else:
        drop_window(window_id=number, reason=reason, by=by, at=at)
    _show([find(number)], as_json=as_json)


@window.command("list", short_help="The windows that are not over.")
@click.option("--all", "every", is_flag=True, help="Those that are over too.")
@json_option
def list_(*, every: bool, as_json: bool) -> None:
    """Oldest first, with who sits in each and what lacks. Dropped ones are left out."""
    prepare()
    from holdfast.rotation.queries import windows

    found = windows(programme(), since=None if every else _today())
    _show(found, as_json=as_json, many=True)


def _show(found: list[Window], *, as_json: bool, many: bool = False) -> None:
    from holdfast.rotation.presenting import window_as_data
    from holdfast.rotation.queries import live_seats, missing

    if as_json:
        shown = [window_as_data(each, today=_today()) for each in found]
        show_json({"windows": shown} if many else shown[0])
    elif found:
        rows = [
            (
                f"{day(each.starts_on)} to {day(each.ends_on)}",
                "dropped"
                if each.dropping_id
                else f"{plural(missing(each), 'seat')} open of {each.wanted}",
                ", ".join(str(seat.person) for seat in live_seats(each)),
            )
            for each in found
        ]
        show(table(rows, indent=""))
    else:
        show("No window is coming; `holdfast rotation window open` opens the next one.")


@click.group(short_help="Seats: add, confirm, withdraw.")
def seat() -> None:
    """Seats by hand. A seat is named by the first day of its window and its person."""


@seat.command(short_help="Seat somebody.")
@click.argument("first", metavar="DATE")
@click.argument("who", metavar="LOGIN")
@click.option("--half", type=click.Choice(["first", "second"]), help="One half of it.")
@click.option("--from", "starts", metavar="DATE", help="Of a part that is no half.")
@click.option("--to", "ends", metavar="DATE")
@click.option("--allocation", type=int, help="Percent of their time; else what they said.")
@click.option("--reason-kind", type=click.Choice(["business", "team", "individual"]), default=None)
@click.option("--reason", default="", help="Why not the whole window, full time.")
@click.option("--override", default="", help="Why, where it breaks a rule of planning.")
@as_option(_BY, required=False)
@json_option
def add(
    *,
    first: str,
    who: str,
    half: str | None,
    starts: str | None,
    ends: str | None,
    reason_kind: str | None,
    login: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """It counts once its person confirms it; they are asked by mail."""
    prepare()
    from holdfast.rotation.actions import seat_person

    made = seat_person(
        window_id=window_from(first).pk,
        login=who,
        half={"first": 0, "second": 1}.get(half or ""),
        starts_on=given_day(starts, field="starts_on"),
        ends_on=given_day(ends, field="ends_on"),
        reason_kind=reason_kind or "",
        by=acting(login),
        at=now(),
        **given,
    )
    _show_seat(made, as_json=as_json)


@seat.command(short_help="The seat is real.")
@click.argument("first", metavar="DATE")
@click.argument("who", metavar="LOGIN", required=False)
@as_option("Whose yes it is, or the lead for them.", required=True)
@json_option
def confirm(*, first: str, who: str | None, login: str, as_json: bool) -> None:
    """One's own yes, or the lead's word that it is so. Confirming twice changes nothing."""
    prepare()
    from holdfast.rotation.actions import confirm_seat

    for each in _seats(first, who or login):
        done = confirm_seat(seat_id=each.pk, by=acting(login), at=now())
    _show_seat(done, as_json=as_json)


@seat.command(short_help="The seat is given up.")
@click.argument("first", metavar="DATE")
@click.argument("who", metavar="LOGIN", required=False)
@click.option("--reason", default="", help="Kept with the seat.")
@as_option("Whose seat it is, or a lead.", required=True)
@json_option
def withdraw(*, first: str, who: str | None, reason: str, login: str, as_json: bool) -> None:
    """Any time, with the reason; the lead hears of it."""
    prepare()
    from holdfast.rotation.actions import withdraw_seat

    for each in _seats(first, who or login):
        done = withdraw_seat(seat_id=each.pk, reason=reason, by=acting(login), at=now())
    _show_seat(done, as_json=as_json)


def _seats(first: str, who: str) -> list[Seat]:
    """Their seats in the window: one, or a part in each of its halves."""
    from holdfast.kernel.refusal import NotFound
    from holdfast.people.queries import person
    from holdfast.rotation.queries import live_seats

    found, whose = window_from(first), person(who)
    seats = [each for each in live_seats(found) if each.person_id == whose.pk]
    if not seats:
        raise NotFound(f"{whose} has no seat in {found}.")
    return seats


def _show_seat(made: Seat, *, as_json: bool) -> None:
    from holdfast.rotation.presenting import seat_as_data
    from holdfast.rotation.queries import seat as find

    made = find(made.pk)
    data = seat_as_data(made, made.window, today=_today())
    if as_json:
        show_json(data)
    else:
        days = f"{day(data['starts_on'])} to {day(data['ends_on'])}"
        show(f"{made.person}, {days}: {data['state']}.")
