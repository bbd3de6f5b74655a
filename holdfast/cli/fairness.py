"""`holdfast rotation fairness`, `service` and `waive`: who served, who asked, who got."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    day,
    json_option,
    now,
    one_of,
    prepare,
    programme,
    say,
    show,
    show_json,
    table,
)
from holdfast.kernel.refusal import Invalid, NotFound

if TYPE_CHECKING:
    from datetime import date


def given_day(text: str, *, field: str) -> date:
    """Raises Invalid for what is no day."""
    from datetime import date as dates

    try:
        return dates.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"“{text[:20]}” is not a day; write 2026-03-16.", field=field) from None


@click.command(short_help="Who served, who asked, who got.")
@json_option
def fairness(as_json: bool) -> None:
    """Everybody of the pool, who has waited longest first, and how evenly turns are spread."""
    prepare()
    from holdfast.rotation.presenting.fairness import fairness_as_data
    from holdfast.rotation.queries.fairness import fairness as find

    data = fairness_as_data(find(programme(), now()))
    if as_json:
        show_json(data)
        return
    if not data["people"]:
        say("Nobody is in the pool yet; engineers of the directory are, and whoever had a seat.")
        return
    head = ("login", "halves", "windows", "asked", "got", "last served", "next due")
    rows = [head, *(_row(each) for each in data["people"])]
    show(table(rows, indent=""))
    if data["gini"] is not None:
        show(
            f"Gini {data['gini']:.2f}, most less least {data['spread']['difference']:g}, standard "
            f"deviation {data['spread']['deviation']:.2f}."
        )
    for each in data["proposed_waivers"]:
        show(
            f"A waiver is due to {each['login']}: asked {len(each['asked'])} times since "
            f"{each['starts_on']}, got none."
        )


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    return (
        each["login"],
        *(str(each[name]) for name in ("halves", "windows", "asked", "got")),
        f"before {each['last_until']}" if each["last_until"] else "never",
        each["next_due"] or "now",
    )


@click.command(short_help="What somebody served, half by half.")
@click.argument("whose", metavar="LOGIN")
@click.option("--strike", "struck", type=click.IntRange(1, 2**63 - 1), help="This half counts not.")
@click.option("--credit", metavar="DATE", help="They served in the window that starts then.")
@click.option("--half", type=click.Choice(["first", "second"]), help="Which half, with --credit.")
@click.option("--reason", default="", help="Why, with --strike or --credit.")
@as_option("Who says so: a lead.", required=False)
@json_option
def service(
    *,
    whose: str,
    struck: int | None,
    credit: str | None,
    half: str | None,
    reason: str,
    login: str | None,
    as_json: bool,
) -> None:
    """Every half LOGIN served, confirmed or as reported. A lead's word corrects it: --strike NUMBER
    or --credit DATE --half first, each with --reason and --as."""
    word = one_of(strike=struck is not None, credit=credit is not None)
    if word and login is None:
        raise click.UsageError("Say who says so: --as LOGIN.")
    if (word == "credit") != (half is not None):
        raise click.UsageError("--credit DATE and --half go together.")
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.fairness import service_as_data
    from holdfast.rotation.queries.fairness import turn_of
    from holdfast.rotation.queries.service import struck_of

    by, at = acting(login), now()
    if struck is not None:
        actions.strike_half(served_id=struck, reason=reason, by=by, at=at)
    elif credit is not None:
        actions.credit_half(
            window_id=_window_from(credit),
            half=0 if half == "first" else 1,
            login=whose,
            reason=reason,
            by=by,
            at=at,
        )
    turn = turn_of(programme(), whose, at)
    data = service_as_data(turn, struck_of(turn.person.pk))
    if as_json:
        show_json(data)
        return
    show(f"{data['name']}: {data['halves']} halves in {data['windows']} windows.")
    rows = [
        (
            str(each["id"] or "-"),
            f"{each['half']} half of {_days(each)}",
            each["state"],
        )
        for each in data["served"]
    ]
    if rows:
        show(table(rows))
    for each in data["struck"]:
        show(f"  struck: {each['half']} half from {each['starts_on']}: {each['why']}")


def _days(half: dict[str, Any]) -> str:
    return f"{day(half['window_starts_on'])} to {day(half['window_ends_on'])}"


def _window_from(text: str) -> int:
    from holdfast.rotation.queries import windows

    starts_on = given_day(text, field="credit")
    for each in windows(programme(), since=starts_on, until=starts_on):
        if each.starts_on == starts_on:
            return each.pk
    raise NotFound(f"No window starts on {starts_on}.")


@click.command(short_help="Grant a waiver to who asked and got no seat.")
@click.argument("whose", metavar="LOGIN")
@click.option("--from", "starts_on", required=True, metavar="DATE", help="The first day of it.")
@click.option("--to", "ends_on", required=True, metavar="DATE", help="The last day of it.")
@click.option("--reason", required=True, help="It stands with the waiver.")
@as_option("Who grants it; without it the operator of this machine does.", required=False)
@json_option
def waive(
    *, whose: str, starts_on: str, ends_on: str, reason: str, login: str | None, as_json: bool
) -> None:
    """What LOGIN did not serve in these days is not held against them: they asked and got none."""
    prepare()
    from holdfast.rotation import actions
    from holdfast.rotation.presenting.fairness import waiver_as_data

    made = actions.waive(
        login=whose,
        starts_on=given_day(starts_on, field="from"),
        ends_on=given_day(ends_on, field="to"),
        reason=reason,
        by=acting(login),
        at=now(),
    )
    data = waiver_as_data(made)
    if as_json:
        show_json(data)
    else:
        show(f"{made.person} has a waiver for {day(made.starts_on)} to {day(made.ends_on)}.")
