"""`holdfast service-record`: issuing one, checking one, where people stand, what counts as much."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from holdfast.cli.fairness import given_day
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    prepare,
    read_file,
    say,
    show,
    show_json,
    table,
)

if TYPE_CHECKING:
    from holdfast.credit.models import Equivalent


@click.group("service-record", short_help="What somebody served, signed and checked.")
def service_record() -> None:
    """A service record states what somebody served, so that others can rely on it."""


@service_record.command(short_help="Issue one.")
@click.argument("whose", metavar="LOGIN")
@click.option("--as-of", metavar="DATE", help="A day that has been; today where left out.")
@as_option("Who issues it; without it the operator of this machine does.", required=False)
@json_option
def issue(*, whose: str, as_of: str | None, login: str | None, as_json: bool) -> None:
    """State what LOGIN served. With --json it is the signed record itself, to be passed on."""
    prepare()
    from django.conf import settings

    from holdfast.credit import actions
    from holdfast.credit.queries.service_records import as_document

    day = given_day(as_of, field="as_of") if as_of else None
    made = actions.issue_service_record(login=whose, as_of=day, by=acting(login), at=now())
    if as_json:
        show_json(as_document(made))
        return
    show(f"{made.ref} of {made.person}, as of {made.as_of}: {made.spoken}")
    show(f"{settings.BASE_URL}/service-records/{made.code}")


@service_record.command(short_help="Is a record genuine?")
@click.argument("file", metavar="FILE")
@json_option
def verify(*, file: str, as_json: bool) -> None:
    """Was FILE signed here, word for word, and does it still hold? Exits with 1 where it does not."""
    prepare()
    from holdfast.credit.presenting.service_records import checked_as_data
    from holdfast.credit.queries.service_records import check_text

    found = check_text(read_file(file).decode(errors="replace"), at=now())
    if as_json:
        show_json(checked_as_data(found))
    else:
        show(found.sentence)
        for each in found.corrections:
            show(f"  {each}")
    if found.verdict.value != "genuine":
        raise click.exceptions.Exit(1)


@service_record.command(short_help="The public keys.")
def keys() -> None:
    """With them anybody checks a record without us; JSON."""
    prepare()
    from holdfast.credit.presenting.service_records import keys_as_data
    from holdfast.credit.queries.service_records import keys as every

    show(json.dumps({"keys": keys_as_data(every())}, indent=2))


@service_record.command("list", short_help="Who served, who asked in vain, whose turn is due.")
@as_option("Whose view; without it the operator sees everybody.", required=False)
@json_option
def standings(*, login: str | None, as_json: bool) -> None:
    """Yourself, whom you manage, and for a lead everybody; who has waited longest first."""
    prepare()
    from holdfast.credit.queries.service_records import standings as find
    from holdfast.rotation.presenting.fairness import turn_as_data

    found = find(acting(login), at=now())
    if as_json:
        show_json({"items": [turn_as_data(each) for each in found], "next": None})
        return
    if not found:
        say("Nobody to show.")
        return
    head = ("login", "halves", "last served", "asked in vain", "waivers", "next due", "gate")
    rows = [
        (
            turn.person.login,
            str(turn.service.halves),
            f"before {turn.last_until}" if turn.last_until else "never",
            str(len(turn.asked_in_vain)),
            str(len(turn.waivers)),
            str(turn.next_due or "now"),
            "may block" if turn.gate.may_block else turn.gate.value,
        )
        for turn in found
    ]
    show(table([head, *rows], indent=""))


@service_record.command(short_help="Grant what counts as much as a turn, or withdraw it.")
@click.argument("whose", metavar="LOGIN", required=False)
@click.option("--kind", default="", help="One of the policy's equivalents.")
@click.option("--from", "starts_on", metavar="DATE")
@click.option("--to", "ends_on", metavar="DATE", help="The last day of it.")
@click.option("--days", type=click.IntRange(1, 4000), help="Days worked; all where left out.")
@click.option("--withdraw", type=click.IntRange(1, 2**63 - 1), metavar="ID", help="This one.")
@click.option("--reason", required=True, help="It stands with it.")
@as_option("Who says so; without it the operator of this machine does.", required=False)
@json_option
def equivalent(
    *,
    whose: str | None,
    kind: str,
    starts_on: str | None,
    ends_on: str | None,
    days: int | None,
    withdraw: int | None,
    reason: str,
    login: str | None,
    as_json: bool,
) -> None:
    """What LOGIN did in these days counts as much as a turn; or --withdraw ID."""
    if (whose is None) == (withdraw is None):
        raise click.UsageError("Name LOGIN, or --withdraw ID.")
    prepare()
    from holdfast.credit import actions
    from holdfast.credit.presenting.service_records import equivalent_as_data

    by, at = acting(login), now()
    row: Equivalent
    if withdraw is not None:
        row = actions.withdraw_equivalent(equivalent_id=withdraw, reason=reason, by=by, at=at)
    else:
        row = actions.grant_equivalent(
            login=whose or "",
            kind=kind,
            starts_on=given_day(starts_on, field="from") if starts_on else None,
            ends_on=given_day(ends_on, field="to") if ends_on else None,
            days=days,
            reason=reason,
            by=by,
            at=at,
        )
    data = equivalent_as_data(row)
    if as_json:
        show_json(data)
    else:
        state = "withdrawn" if data["withdrawn"] else "granted"
        show(f"{data['id']}  {data['login']}: {data['kind']}, {starts_on} to {ends_on}, {state}.")
