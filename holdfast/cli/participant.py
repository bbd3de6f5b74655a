"""`holdfast escalation involve|spoke|leave|support`: the people around an escalation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.given import given_instant
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    moment,
    now,
    prepare,
    show,
    show_json,
    table,
)
from holdfast.kernel.refusal import NotFound

if TYPE_CHECKING:
    from holdfast.escalation.models import Participant

_BY = as_option("Who does it.", required=True)
_WHO = click.option("--login", "who", default="", metavar="LOGIN", help="Of the company.")
_NAME = click.option("--name", default="", help="Somebody outside.")


@click.command(short_help="Say who is involved, and what they need.")
@click.argument("ref")
@_WHO
@_NAME
@click.option("--needs", default="", help="What they need.")
@_BY
@json_option
def involve(*, ref: str, who: str, name: str, needs: str, login: str, as_json: bool) -> None:
    """Somebody is involved: `--login LOGIN` of the company, who hears every update from now on, or
    `--name NAME` outside. Said again, it sets what they need."""
    prepare()
    from holdfast.escalation.actions import involve as action

    made = action(ref=ref, login=who, name=name, needs=needs, by=acting(login), at=now())
    _shown(made, ref, as_json)


@click.command(short_help="Say that somebody spoke to them.")
@click.argument("ref")
@_WHO
@_NAME
@click.option("--note", default="", help="What was said.")
@click.option(
    "--when", metavar="ISO-DATETIME", help="With its zone: 2026-03-03T15:00Z. Left out: now."
)
@_BY
@json_option
def spoke(
    *, ref: str, who: str, name: str, note: str, when: str | None, login: str, as_json: bool
) -> None:
    """Somebody involved was spoken to: just now, or at an earlier moment."""
    prepare()
    from holdfast.escalation.actions import spoke as action

    found = _find(ref, who, name)
    made = action(
        participant_id=found.pk,
        at_when=given_instant(when, field="at_when"),
        note=note,
        by=acting(login),
        at=now(),
    )
    _shown(made, ref, as_json)


@click.command(short_help="They are not involved any more.")
@click.argument("ref")
@_WHO
@_NAME
@_BY
@json_option
def leave(ref: str, who: str, name: str, login: str, as_json: bool) -> None:
    """Somebody is not involved any more and hears no further updates."""
    prepare()
    from holdfast.escalation.actions import leave as action

    made = action(participant_id=_find(ref, who, name).pk, by=acting(login), at=now())
    _shown(made, ref, as_json)


@click.command(short_help="Name who answers to the customer.")
@click.argument("ref")
@click.option("--to", required=True, metavar="LOGIN")
@_BY
@json_option
def support(ref: str, to: str, login: str, as_json: bool) -> None:
    """Name who answers to the customer; the owner stays who they are."""
    prepare()
    from holdfast.escalation.actions import name_support

    name_support(ref=ref, login=to, by=acting(login), at=now())
    show_one(ref, as_json)


def _find(ref: str, who: str, name: str) -> Participant:
    """The one among those involved that the words mean."""
    if bool(who) == bool(name):
        raise click.UsageError("Give --login LOGIN or --name NAME.")
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.participant import participants

    escalation = by_ref(ref)
    said = (who or name).strip().lower().removeprefix("@")
    for each in participants(escalation):
        if said == (each.person.login if each.person and who else each.name.lower()):
            return each
    raise NotFound(f"{who or name} is not involved in {escalation.ref}; `involve` says that.")


def _shown(made: Participant, ref: str, as_json: bool) -> None:
    from holdfast.escalation.presenting.participant import participant_as_data
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.participant import participants

    if as_json:
        show_json(participant_as_data(made))
        return
    rows = [("Involved", "Last spoken to", "Needs")]
    rows += [
        (
            str(each),
            moment(each.spoken_at) if each.spoken_at else "never",
            " ".join(each.needs.split()),
        )
        for each in participants(by_ref(ref))
    ]
    show(table(rows, indent="") if len(rows) > 1 else "Nobody else is involved.")
