"""`holdfast escalation close`: closing is asked for, and answered by the raiser or the support engineer."""

from __future__ import annotations

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import acting, as_option, json_option, now, one_of, prepare, show_json
from holdfast.kernel.refusal import NotFound


@click.command(short_help="Ask to close it, or answer that.")
@click.argument("ref")
@click.option("--outcome", help="resolved, withdrawn, not_reproducible or context_changed")
@click.option("--reason", default="", help="What was done, or what changed.")
@click.option("--class", "classed", default="", help="What it turned out to be, such as defect.")
@click.option("--evidence", default="", help="What shows that class.")
@click.option("--agree", is_flag=True, help="Yes, close it.")
@click.option("--refuse", is_flag=True, help="No; --note says what is missing.")
@click.option("--note", default="")
@as_option("Who does it.", required=True)
@json_option
def close(
    *,
    ref: str,
    outcome: str | None,
    reason: str,
    classed: str,
    evidence: str,
    agree: bool,
    refuse: bool,
    note: str,
    login: str,
    as_json: bool,
) -> None:
    """Ask to agree to closing: `--outcome … --reason …`; its raiser or its support engineer answers
    with `--agree`, or `--refuse --note …`. The raiser's own wish closes it at once; after the
    reminders, so does silence.
    """
    word = one_of(agree=agree, refuse=refuse)
    if (outcome is None) == (word is None):
        raise click.UsageError("Give --outcome and --reason, or one of --agree and --refuse.")
    if outcome is None and (classed or evidence):
        raise click.UsageError("--class goes with --outcome; later, `classify` says it.")
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting import closure_as_data

    by, at = acting(login), now()
    if outcome is not None:
        asked = actions.ask_to_close(
            ref=ref,
            outcome=outcome,
            reason=reason,
            classed=classed,
            evidence=evidence,
            by=by,
            at=at,
        )
    else:
        asked = actions.answer_closure(
            request_id=_latest(ref),
            agree=word == "agree",
            note=note,
            by=by,
            at=at,
        )
    if as_json:
        show_json(closure_as_data(asked))
    else:
        show_one(ref, as_json)


def _latest(ref: str) -> int:
    """The request that --agree and --refuse answer."""
    from holdfast.escalation.queries import by_ref

    escalation = by_ref(ref)
    asked = escalation.closure_requests.order_by("-pk").first()
    if asked is None:
        raise NotFound(f"Nobody asked to close {escalation.ref}; --outcome and --reason do that.")
    return asked.pk
