"""`holdfast escalation learn` and `learnings`: what others should know, and reading it."""

from __future__ import annotations

from typing import Any

import click

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
)


@click.command(short_help="Write what others should know next time.")
@click.argument("ref")
@click.option("--text", required=True, help="What others should know next time.")
@click.option("--audience", required=True, metavar="CE,IE,TA,SE", help="Who should know.")
@click.option("--customer-words", default="", help="As the customer said it.")
@click.option("--doc-url", default="")
@click.option("--tool-url", default="")
@as_option("Who writes it.", required=True)
@json_option
def learn(*, ref: str, audience: str, login: str, as_json: bool, **said: str) -> None:
    """Write a learning, at any time, also after it ended."""
    prepare()
    from holdfast.escalation import actions
    from holdfast.escalation.presenting.learning import learning_as_data

    written = actions.learn(ref=ref, audience=[audience], by=acting(login), at=now(), **said)
    found = learning_as_data(written)
    if as_json:
        show_json(found)
    else:
        show(_said(found))


@click.command(short_help="What was learned, newest first.")
@click.option("--audience", default="", metavar="CE|IE|TA|SE")
@click.option("--search", default="", metavar="WORDS", help="A learning holds all of them.")
@click.option("--class", "klass", default="", help="The class of its escalation.")
@click.option("--customer", default="", help="The customer of its escalation.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 200))
@click.option("--after", type=click.IntRange(1, 2**63 - 1), help="`next` of the page before.")
@json_option
def learnings(*, limit: int, after: int | None, as_json: bool, **given: str) -> None:
    """Read what was learned from all escalations, or look for it by words."""
    prepare()
    from holdfast.escalation.presenting.learning import learning_as_data
    from holdfast.escalation.queries.learning import learnings as read

    found = read(programme(), after=after, limit=limit, **given)
    items = [learning_as_data(each) for each in found.items]
    if as_json:
        show_json({"items": items, "next": None if found.next is None else str(found.next)})
        return
    more = [f"There are more: --after {found.next}"] if found.next else []
    show("\n\n".join([*(_said(each) for each in items), *more]) or _nothing(given))


def _nothing(given: dict[str, str]) -> str:
    return "Nothing fits that." if any(given.values()) else "Nothing was learned yet."


def _said(each: dict[str, Any]) -> str:
    head = f"{each['escalation']}  for {', '.join(each['audience'])}, {day(each['at'][:10])} by "
    lines = [f"{head}{each['by']}", each["text"]]
    lines += [f"  {each[name]}" for name in ("doc_url", "tool_url") if each[name]]
    if each["customer_words"]:
        lines.append(f"  The customer: {each['customer_words']}")
    return "\n".join(lines)
