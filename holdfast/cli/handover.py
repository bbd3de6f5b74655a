"""`holdfast escalation handover`: an offer to a named successor, and its answer."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    one_of,
    prepare,
    say,
    show,
    show_json,
)
from holdfast.kernel.refusal import NotFound

USAGE = (
    "Give --to LOGIN, or one of --accept, --decline, --withdraw and --note-from-record; or, without "
    "a REF, --all --to LOGIN."
)


@click.command(short_help="Offer it to a successor, or answer an offer.")
@click.argument("ref", required=False)
@click.option("--to", metavar="LOGIN", help="Offer it to this engineer.")
@click.option("--note", help="Where it stands, what was tried, what is next.")
@click.option(
    "--note-from-record",
    is_flag=True,
    help="The note as the record writes it, as without --note; alone it is only shown.",
)
@click.option("--all", "every", is_flag=True, help="Every open one that --from owns.")
@click.option("--from", "giver", metavar="LOGIN", help="Whose, with --all; who does it otherwise.")
@click.option("--accept", is_flag=True, help="Take the offer made to you.")
@click.option("--decline", is_flag=True, help="Say no to it, with --reason.")
@click.option("--withdraw", is_flag=True, help="Take the offer back.")
@click.option("--reason", default="")
@as_option("Who does it.", required=True)
@json_option
def handover(
    *,
    ref: str | None,
    to: str | None,
    note: str | None,
    note_from_record: bool,
    every: bool,
    giver: str | None,
    accept: bool,
    decline: bool,
    withdraw: bool,
    reason: str,
    login: str,
    as_json: bool,
) -> None:
    """Hand it over: `--to LOGIN`, then the successor's `--accept`, or `--decline --reason …`;
    `--withdraw` takes the offer back. The owner stays until it is accepted. `--all --to LOGIN`
    offers everything somebody owns, each to be accepted by itself.
    """
    word = one_of(accept=accept, decline=decline, withdraw=withdraw)
    if note is not None and note_from_record:
        raise click.UsageError(
            "--note and --note-from-record exclude each other; give one of them."
        )
    if every:
        if ref or word or to is None:
            raise click.UsageError("--all goes with --to LOGIN, and without a REF.")
        _everything(to, giver or "", note, login=login, as_json=as_json)
        return
    only_note = note_from_record and to is None and word is None
    if ref is None or giver or (not only_note and (to is None) == (word is None)):
        raise click.UsageError(USAGE)
    if only_note:
        _show_note(ref, login=login, as_json=as_json)
        return
    _one(ref, to, note, word, reason, login=login, as_json=as_json)


def _one(
    ref: str,
    to: str | None,
    note: str | None,
    word: str | None,
    reason: str,
    *,
    login: str,
    as_json: bool,
) -> None:
    prepare()
    from holdfast.escalation import actions, queries
    from holdfast.escalation.presenting import handover_as_data

    by, at = acting(login), now()
    if to is not None:
        offer = actions.offer_handover(ref=ref, to=to, note=note, by=by, at=at)
    else:
        number = _latest(ref)
        if word == "accept":
            offer = actions.accept_handover(handover_id=number, by=by, at=at)
        elif word == "decline":
            offer = actions.decline_handover(handover_id=number, reason=reason, by=by, at=at)
        else:
            offer = actions.withdraw_handover(handover_id=number, by=by, at=at)
    found = handover_as_data(queries.handover(offer.pk))
    if found["away_until"]:
        say(f"{found['to']} is away until {found['away_until']} and may not answer before.")
    if as_json:
        show_json(found)
    else:
        show_one(ref, as_json)


def _everything(to: str, giver: str, note: str | None, *, login: str, as_json: bool) -> None:
    """Exit code 1 where one of them was refused: each row says why."""
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting import handover_as_data
    from holdfast.escalation.presenting.handover import offered_as_data

    results = actions.offer_everything(to=to, giver=giver, note=note, by=acting(login), at=now())
    found = offered_as_data(results, as_data=handover_as_data)
    if as_json:
        show_json(found)
    elif not results:
        show("Nothing open is owned there; there is nothing to hand over.")
    else:
        for each in results:
            offer = each.handover
            said = f"offered to {offer.to}" if offer else f"not offered: {each.refusal}"
            show(f"{each.ref}  {said}")
    if found["refused"]:
        say(f"{found['refused']} of {len(results)} could not be offered.")
        click.get_current_context().exit(1)


def _show_note(ref: str, *, login: str, as_json: bool) -> None:
    prepare()
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.handover_note import handover_note

    acting(login)
    escalation = by_ref(ref)
    note = handover_note(escalation)
    if as_json:
        show_json({"escalation": escalation.ref, "note": note})
    else:
        show(note)


def _latest(ref: str) -> int:
    """The offer that the words --accept, --decline and --withdraw mean."""
    from holdfast.escalation.queries import by_ref

    escalation = by_ref(ref)
    offer = escalation.handovers.order_by("-pk").first()
    if offer is None:
        raise NotFound(f"{escalation.ref} is not offered to anybody; --to LOGIN does that.")
    return offer.pk
