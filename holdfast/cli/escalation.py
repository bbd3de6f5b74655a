"""`holdfast escalation`: raise, accept, decline, update, reopen, show, list."""

from __future__ import annotations

import re
from typing import Any

import click

from holdfast.cli.ask import ask, brief
from holdfast.cli.classification import classify, regrade
from holdfast.cli.closure import close
from holdfast.cli.cornered import cornered
from holdfast.cli.escalation_text import listing, show_one
from holdfast.cli.fix import fix, fixes
from holdfast.cli.given import given_day, given_instant
from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    now,
    prepare,
    programme,
    show,
    show_json,
)
from holdfast.cli.handover import handover
from holdfast.cli.learning import learn, learnings
from holdfast.cli.link import link
from holdfast.cli.merge import merge
from holdfast.cli.participant import involve, leave, spoke, support
from holdfast.cli.pause import pause, resume
from holdfast.cli.piece import piece
from holdfast.cli.pull_request import unreviewed
from holdfast.cli.similar import similar
from holdfast.cli.tag import tags

by_option = as_option("Who does it.", required=True)
reader_option = as_option(
    "Who reads; without it the operator of this machine does.", required=False
)
REF = click.argument("ref")


class SeverityType(click.ParamType[int]):
    name = "0-3"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(?:sev-?)?([0-3])", str(value).strip().lower())
        if not found:
            self.fail(f"“{str(value)[:20]}” is not a severity; give 0, 1, 2 or 3.", param, ctx)
        return int(found[1])


@click.group(short_help="Raise an escalation, own it, hand it over, close it.")
def escalation() -> None:
    """Escalations. Who acts is named with --as; refusals say who may."""


escalation.add_command(ask)
escalation.add_command(brief)
escalation.add_command(handover)
escalation.add_command(close)
escalation.add_command(cornered)
escalation.add_command(pause)
escalation.add_command(resume)
escalation.add_command(piece)
escalation.add_command(fix)
escalation.add_command(fixes)
escalation.add_command(unreviewed)
escalation.add_command(link)
escalation.add_command(tags)
for command in (involve, spoke, leave, support, similar):
    escalation.add_command(command)
escalation.add_command(classify)
escalation.add_command(learn)
escalation.add_command(learnings)
escalation.add_command(merge)
escalation.add_command(regrade)


@escalation.command("raise", short_help="Raise an escalation.")
@click.option("--title", required=True, help="The problem in one line.")
@click.option("--stakes", required=True, help="What happens if it is not addressed.")
@click.option("--why-now", required=True, help="Why the normal process cannot do it in time.")
@click.option("--severity", required=True, type=SeverityType(), help="0 (worst) to 3.")
@click.option("--customer", default="")
@click.option("--origin-url", default="", help="Where it was first asked.")
@click.option("--first-response", default="", help="What was done before engineering is asked.")
@click.option("--exec-asked", is_flag=True, help="An executive asked for it: counted, no more.")
@click.option("--alert-team", default="", metavar="TEAM", help="Whose alert found it.")
@click.option("--support-engineer", default="", metavar="LOGIN", help="Answers to the customer.")
@by_option
@json_option
def raise_(*, login: str, as_json: bool, **facts: Any) -> None:
    """Raise an escalation. Everybody on the rotation hears of it."""
    prepare()
    from holdfast.escalation.actions import raise_escalation

    made = raise_escalation(programme=programme(), by=acting(login), at=now(), **facts)
    show_one(made.ref, as_json)


@escalation.command(short_help="Own it from now on.")
@REF
@click.option("--next-step", default="")
@click.option("--why", default="", help="Why the normal process fails in time, as you see it.")
@by_option
@json_option
def accept(ref: str, next_step: str, why: str, login: str, as_json: bool) -> None:
    """Accept an escalation. Refused where somebody else owns it, saying who."""
    prepare()
    from holdfast.escalation import actions

    actions.accept(ref=ref, next_step=next_step, why=why, by=acting(login), at=now())
    show_one(ref, as_json)


@escalation.command(short_help="Say no, with a reason.")
@REF
@click.option("--reason", required=True)
@click.option("--alternative", default="", help="What to do instead.")
@by_option
@json_option
def decline(ref: str, reason: str, alternative: str, login: str, as_json: bool) -> None:
    """Decline an escalation that nobody owns. It stays its raiser's."""
    prepare()
    from holdfast.escalation import actions

    actions.decline(ref=ref, reason=reason, alternative=alternative, by=acting(login), at=now())
    show_one(ref, as_json)


@escalation.command(short_help="Say what is new; the clock starts again.")
@REF
@click.option("--text", required=True, help="What is new.")
@click.option("--next-step", default="")
@click.option("--next-step-by", default="", metavar="LOGIN")
@click.option("--next-step-on", metavar="DATE")
@click.option("--next-update-at", metavar="ISO-DATETIME", help="With its zone: 2026-03-03T15:00Z.")
@by_option
@json_option
def update(
    *,
    ref: str,
    text: str,
    next_step: str,
    next_step_by: str,
    next_step_on: str | None,
    next_update_at: str | None,
    login: str,
    as_json: bool,
) -> None:
    """Write an update. Everybody involved hears it."""
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting import update_as_data

    written = actions.update(
        ref=ref,
        text=text,
        next_step=next_step,
        next_step_by=next_step_by.removeprefix("@"),
        next_step_on=given_day(next_step_on, field="next_step_on"),
        next_update_at=given_instant(next_update_at, field="next_update_at"),
        by=acting(login),
        at=now(),
    )
    if as_json:
        show_json(update_as_data(written))
    else:
        show_one(ref, as_json)


@escalation.command(short_help="Take a closed or declined one up again.")
@REF
@click.option("--reason", required=True, help="What came back, or what is new.")
@by_option
@json_option
def reopen(ref: str, reason: str, login: str, as_json: bool) -> None:
    """Reopen an escalation; a closed one is its last owner's again."""
    prepare()
    from holdfast.escalation import actions

    actions.reopen(ref=ref, reason=reason, by=acting(login), at=now())
    show_one(ref, as_json)


@escalation.command("show", short_help="One escalation.")
@REF
@reader_option
@json_option
def show_(ref: str, login: str | None, as_json: bool) -> None:
    """Show an escalation: who owns it, what is next and by when, what waits for an answer."""
    prepare()
    acting(login)
    show_one(ref, as_json)


@escalation.command("list", short_help="Escalations in a state, newest first.")
@click.option(
    "--state", default="open", show_default=True, help="open, raised, owned, stuck, closed, …"
)
@click.option("--owner", metavar="LOGIN")
@click.option("--raised-by", metavar="LOGIN")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--after", type=click.IntRange(1, 2**63 - 1), help="`next` of the page before.")
@reader_option
@json_option
def list_(
    *,
    state: str,
    owner: str | None,
    raised_by: str | None,
    limit: int,
    after: int | None,
    login: str | None,
    as_json: bool,
) -> None:
    """List escalations. States: open, raised, owned, stuck (an overdue update or next step,
    cornered, or standing still), off-rotation (open, and its owner is off the rotation now),
    closed, declined, all."""
    prepare()
    from django.conf import settings

    from holdfast.escalation import queries
    from holdfast.escalation.presenting import rows
    from holdfast.people.queries import person

    acting(login)
    at = now()
    page = queries.page(
        programme(),
        state=state,
        owner=person(owner).pk if owner else None,
        raised_by=person(raised_by).pk if raised_by else None,
        after=after,
        limit=limit,
        at=at,
    )
    items = rows(page.items, base=settings.BASE_URL, at=at)
    if as_json:
        show_json({"items": items, "next": None if page.next is None else str(page.next)})
    else:
        show(listing(items, state=state, more=page.next))
