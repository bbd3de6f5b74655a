"""`holdfast escalation piece`: a part of the work for one team, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from holdfast.cli.escalation_text import show_one
from holdfast.cli.ground import acting, as_option, json_option, now, one_of, prepare, say, show_json
from holdfast.kernel.refusal import NotFound

# What each word takes besides --note; the last two need none.
_TAKES = {
    "send": {"team", "evidence", "issue_url"},
    "done": {"issue_url"},
    "amend": {"evidence", "issue_url"},
}


@click.command(short_help="Hand a piece to a team, or move one.")
@click.argument("ref")
@click.option("--team", default="", help="The team that owns the piece.")
@click.option("--title", default="", help="What the team should do, in one line.")
@click.option("--purpose", default="", help="fix (the default), alert, tooling or docs")
@click.option("--evidence", default="", help="How it was reproduced.")
@click.option("--issue-url", default="", help="Where the team tracks it.")
@click.option("--piece", "number", type=click.IntRange(1, 2**63 - 1), metavar="ID")
@click.option("--take", is_flag=True, help="The team works on it.")
@click.option("--bounce", is_flag=True, help="The team sends it back; --note says why.")
@click.option("--send", is_flag=True, help="Send it again, or with --team to another one.")
@click.option("--done", is_flag=True, help="The team's part is done.")
@click.option("--waive", is_flag=True, help="Close without it; --note says why.")
@click.option("--reopen", is_flag=True, help="Take it up again; --note says why.")
@click.option("--amend", is_flag=True, help="Add --evidence or --issue-url.")
@click.option("--note", default="", help="A word about the move, or its reason.")
@as_option("Who does it.", required=True)
@json_option
def piece(
    *,
    ref: str,
    title: str,
    purpose: str,
    number: int | None,
    note: str,
    login: str,
    as_json: bool,
    **said: Any,
) -> None:
    """Hand out a piece: `--team … --title … [--evidence …]`. Move one: `--piece ID` with one of
    --take, --bounce, --send, --done, --waive, --reopen and --amend. `show` lists the pieces.
    """
    given = {name: said.pop(name) for name in ("team", "evidence", "issue_url")}
    word = one_of(**said)
    if (number is None) != (word is None) or (number is None and not given["team"]):
        raise click.UsageError("Give --team and --title, or --piece ID with one of its moves.")
    if word:
        extra = {name for name, value in given.items() if value} - _TAKES.get(word, set())
        if title or purpose or extra or (word == "amend" and note):
            raise click.UsageError(f"--{word} takes neither of the other options given.")
    elif note:
        raise click.UsageError("--note goes with a move; give --evidence when handing out.")
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.piece import flagged, piece_as_data
    from holdfast.escalation.queries.piece import find_piece

    by, at = acting(login), now()
    if word is None:
        made = actions.hand_out_piece(
            ref=ref, title=title, purpose=purpose or "fix", by=by, at=at, **given
        )
    else:
        facts = {name: given[name] for name in _TAKES.get(word, ())}
        facts |= _note(word, note)
        made = _action(word)(piece_id=_of(ref, number), by=by, at=at, **facts)
    if word in {None, "send"} and (sentence := flagged(made)):
        say(sentence)
    if as_json:
        show_json(piece_as_data(find_piece(made.pk)))
    else:
        show_one(ref, as_json)


def _note(word: str, note: str) -> dict[str, str]:
    if word == "amend":
        return {}
    return {"reason" if word in {"bounce", "waive", "reopen"} else "note": note}


def _action(word: str) -> Callable[..., Any]:
    from holdfast.escalation import actions

    found: dict[str, Callable[..., Any]] = {
        "take": actions.take_piece,
        "bounce": actions.bounce_piece,
        "send": actions.resend_piece,
        "done": actions.finish_piece,
        "waive": actions.waive_piece,
        "reopen": actions.reopen_piece,
        "amend": actions.amend_piece,
    }
    return found[word]


def _of(ref: str, number: int | None) -> int:
    """The piece, which must be one of the escalation that was named."""
    from holdfast.escalation.queries import by_ref
    from holdfast.escalation.queries.piece import find_piece

    escalation = by_ref(ref)
    found = find_piece(number or 0).piece
    if found.escalation_id != escalation.pk:
        raise NotFound(f"Piece {number} is none of {escalation.ref}; it is of {found.escalation}.")
    return found.pk
