"""`holdfast escalation ask` and `brief`: asking for help, answering, and the page to copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from holdfast.cli.ground import (
    acting,
    as_option,
    json_option,
    moment,
    now,
    one_of,
    prepare,
    say,
    show,
    show_json,
    table,
)
from holdfast.kernel.refusal import Invalid, NotFound

if TYPE_CHECKING:
    from holdfast.escalation.models import Ask


@click.command(short_help="Ask a team or a person for something, or answer that.")
@click.argument("ref")
@click.option("--to-team", default="", metavar="TEAM")
@click.option("--to-person", default="", metavar="LOGIN")
@click.option("--what", default="", help="What you need of them.")
@click.option("--by", "until", metavar="DATE", help="A day, or a moment: 2026-03-05T15:00Z.")
@click.option("--tried", default="", help="What you tried yourself before asking.")
@click.option("--customer-words", default="", help="What may be said to the customer.")
@click.option("--formal/--informal", default=None, help="Without either, one to a team is formal.")
@click.option("--suggest", is_flag=True, help="Say whom to ask, and why.")
@click.option("--acknowledge", is_flag=True, help="You have seen it.")
@click.option("--agree", is_flag=True, help="You will do it.")
@click.option("--decline", is_flag=True, help="You will not; --note says why.")
@click.option("--done", is_flag=True, help="It is done.")
@click.option("--withdraw", is_flag=True, help="It is not needed any more.")
@click.option("--ask", "ask_id", type=click.IntRange(1, 2**63 - 1), help="Which; else the newest.")
@click.option("--note", default="", help="A word with the answer.")
@as_option("Who does it; --suggest needs nobody.", required=False)
@json_option
def ask(
    *,
    ref: str,
    until: str | None,
    suggest: bool,
    ask_id: int | None,
    note: str,
    login: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Ask for help: `--to-team TEAM --what … --by DATE`. Who is asked answers with --acknowledge,
    --agree, --decline --note … or --done; --withdraw takes it back. They get the brief by mail.
    """
    words = ("acknowledge", "agree", "decline", "done", "withdraw")
    word = one_of(suggest=suggest, **{each: given.pop(each) for each in words})
    asking = bool(given["to_team"] or given["to_person"])
    if asking == (word is not None):
        raise click.UsageError(
            "Give --to-team or --to-person with --what and --by, or --suggest, or one of "
            "--acknowledge, --agree, --decline, --done and --withdraw."
        )
    if word != "suggest" and login is None:
        raise click.UsageError("Say who does it: --as LOGIN.")
    prepare()
    if word == "suggest":
        acting(login)
        _suggest(ref, as_json)
        return
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.ask import FLAGGED, ask_as_data
    from holdfast.escalation.presenting.moments import until as read
    from holdfast.escalation.queries.ask import ask as find

    by, at = acting(login), now()
    if word is None:
        if not until:
            raise Invalid("Say by when you need it: --by 2026-03-05.", field="by")
        asked = actions.ask(ref=ref, until=read(until, field="by"), by=by, at=at, **given)
    else:
        answers: dict[str, tuple[Callable[..., Ask], str]] = {
            "acknowledge": (actions.acknowledge_ask, "note"),
            "agree": (actions.agree_ask, "note"),
            "decline": (actions.decline_ask, "reason"),
            "done": (actions.finish_ask, "note"),
            "withdraw": (actions.withdraw_ask, "reason"),
        }
        action, said = answers[word]
        number = _which(ref, ask_id)
        asked = action(ask_id=number, by=by, at=at, **{said: note})
    data = ask_as_data(find(asked.pk))
    if as_json:
        show_json(data)
        return
    show(_card(data))
    if word is None and data["flags"]:
        say(FLAGGED)


@click.command(short_help="One page to copy for whoever helps.")
@click.argument("ref")
@click.option("--ask", "ask_id", type=click.IntRange(1, 2**63 - 1), help="The brief of this ask.")
@as_option("Who reads; without it the operator of this machine does.", required=False)
@json_option
def brief(ref: str, ask_id: int | None, login: str | None, as_json: bool) -> None:
    """The brief, as Markdown: what is at stake, why now, who owns it, what was tried, what is next.
    What may be said to the customer stands apart at its end."""
    prepare()
    from django.conf import settings

    from holdfast.escalation.presenting.ask import brief_for, brief_of
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.ask import ask as find

    acting(login)
    escalation = by_ref(ref)
    if ask_id is None:
        text = brief_of(escalation, base=settings.BASE_URL)
    else:
        text = brief_for(find(_which(ref, ask_id)), base=settings.BASE_URL)
    if as_json:
        show_json({"escalation": escalation.ref, "ask": ask_id, "text": text})
    else:
        show(text.rstrip())


def _suggest(ref: str, as_json: bool) -> None:
    from holdfast.escalation.presenting.ask import suggestions_as_data
    from holdfast.escalation.queries import by_ref

    found = suggestions_as_data(by_ref(ref))
    if as_json:
        show_json({"items": found})
    elif found:
        show(table([(each["group"], each["team"], each["why"]) for each in found], indent=""))
    else:
        show("Nobody comes to mind: no home team is known, and the help directory is empty.")


def _which(ref: str, ask_id: int | None) -> int:
    """The ask that is meant: the one named, which has to be of this escalation, or the newest."""
    from holdfast.escalation.queries import by_ref

    escalation = by_ref(ref)
    found = escalation.asks.order_by("-pk")
    asked = (found.filter(pk=ask_id) if ask_id else found).first()
    if asked is None:
        wanted = f"{escalation.ref} has no ask {ask_id}" if ask_id else f"{escalation.ref} has none"
        raise NotFound(f"{wanted}; --to-team or --to-person makes one.")
    return asked.pk


def _card(each: dict[str, Any]) -> str:
    rows = [
        ("Asked", each["to_team"] or each["to_person"]),
        ("State", each["state"]),
        ("By", moment(each["due_at"])),
        ("Kind", "formal request" if each["formal"] else "informal"),
        ("What", " ".join(each["what"].split())),
    ]
    rows += [("Flag", flag) for flag in each["flags"]]
    rows += [
        (
            answer["word"].capitalize(),
            " ".join((answer["note"] or "").split()) or answer["by"] or "",
        )
        for answer in each["answers"]
    ]
    return "\n".join([f"{each['escalation']}  ask {each['id']}", table(rows)])
