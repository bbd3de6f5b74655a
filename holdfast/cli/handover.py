"""`holdfast escalation handover`: an offer to a named successor, and its answer."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import acting, as_option, json_option, now, one_of, prepare, show_json
from holdfast.kernel.refusal import NotFound


@click.command(short_help="Offer it to a successor, or answer an offer.")
@click.argument("ref")
@click.option("--to", metavar="LOGIN", help="Offer it to this engineer.")
@click.option("--note", default="", help="Where it stands, what was tried, what is next.")
@click.option("--accept", is_flag=True, help="Take the offer made to you.")
@click.option("--decline", is_flag=True, help="Say no to it, with --reason.")
@click.option("--withdraw", is_flag=True, help="Take the offer back.")
@click.option("--reason", default="")
@as_option("Who does it.", required=True)
@json_option
def handover(
    *,
    ref: str,
    to: str | None,
    note: str,
    accept: bool,
    decline: bool,
    withdraw: bool,
    reason: str,
    login: str,
    as_json: bool,
) -> None:
    """Hand it over: `--to LOGIN --note …`, then the successor's `--accept`, or `--decline
    --reason …`; `--withdraw` takes the offer back. The owner stays until it is accepted.
    """
    word = one_of(accept=accept, decline=decline, withdraw=withdraw)
    if (to is None) == (word is None):
        raise click.UsageError("Give --to LOGIN, or one of --accept, --decline and --withdraw.")
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
            actions.withdraw_handover(handover_id=number, by=by, at=at)
            offer = queries.handover(number)
    if as_json:
        show_json(handover_as_data(queries.handover(offer.pk)))
    else:
        show_one(ref, as_json)


def _latest(ref: str) -> int:
    """The offer that the words --accept, --decline and --withdraw mean."""
    from holdfast.escalation.queries import by_ref

    escalation = by_ref(ref)
    offer = escalation.handovers.order_by("-pk").first()
    if offer is None:
        raise NotFound(f"{escalation.ref} is not offered to anybody; --to LOGIN does that.")
    return offer.pk
