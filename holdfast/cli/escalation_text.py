"""An escalation for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from holdfast.cli.ground import day, moment, show, show_json, table


def show_one(ref: str, as_json: bool) -> None:
    """The escalation as it stands now, as every command that changed it shows it."""
    from django.conf import settings

    from holdfast.escalation.presenting import full
    from holdfast.escalation.queries import by_ref

    found = full(by_ref(ref), base=settings.BASE_URL)
    if as_json:
        show_json(found)
    else:
        show(card(found))


def card(each: dict[str, Any]) -> str:
    """One escalation: what somebody who opens it wants to know first stands first."""
    owner = f"{each['owner_name']} ({each['owner']})" if each["owner"] else "nobody yet"
    rows: list[tuple[str, ...]] = [
        ("State", each["state"]),
        ("Owner", owner),
        ("Severity", f"sev{each['severity']}"),
        ("Raised", f"{moment(each['raised_at'])} by {each['raised_by']}"),
    ]
    if each["customer"]:
        rows.append(("Customer", each["customer"]))
    if each["next_update_due_at"]:
        rows += [
            ("Next step", _line(each["next_step"])),
            ("", f"{each['next_step_by']}, by {day(each['next_step_on'])}"),
            ("Next update", f"by {moment(each['next_update_due_at'])}"),
        ]
    if offer := each["handover"]:
        rows.append(("Offered", f"to {offer['to']}, until {moment(offer['expires_at'])}"))
    if asked := each["closure_request"]:
        rows.append(
            ("To close", f"{asked['outcome']}? {each['raised_by']} or its support engineer answers")
        )
    if no := each["declined"]:
        rows.append(("Declined", f"{moment(no['at'])} by {no['by']}: {_line(no['reason'])}"))
        if no["alternative"]:
            rows.append(("Instead", _line(no["alternative"])))
    rows += _ending(each)
    rows += [("Stakes", _line(each["stakes"])), ("Why now", _line(each["why_now"]))]
    if each["origin_url"]:
        rows.append(("First asked", each["origin_url"]))
    return "\n".join([f"{each['ref']}  {each['title']}", table(rows), f"  {each['url']}"])


def _ending(each: dict[str, Any]) -> list[tuple[str, ...]]:
    """How it ended, what it turned out to be, and what is the same as it."""
    rows: list[tuple[str, ...]] = []
    if end := each["closed"]:
        rows.append(("Closed", f"{moment(end['at'])}, {end['outcome']}: {_line(end['reason'])}"))
        rows.append(("Agreed by", end["agreed_by"] or "nobody answered; silence closed it"))
        rows.append(("Class", each["class"] or "not classed yet"))
    if each["merged_into"]:
        rows.append(("Merged into", each["merged_into"]))
    if each["duplicates"]:
        rows.append(("Duplicates", ", ".join(each["duplicates"])))
    rows += [
        ("Learned", f"{_line(learned['text'])} (for {', '.join(learned['audience'])})")
        for learned in each["learnings"]
    ]
    return rows


def listing(items: Sequence[dict[str, Any]], *, state: str, more: int | None) -> str:
    if not items:
        return f"No escalations ({state})."
    rows = [
        (
            each["ref"],
            f"sev{each['severity']}",
            each["state"],
            each["owner"] or f"({each['answerable']})",
            moment(each["next_update_due_at"]),
            each["title"],
        )
        for each in items
    ]
    heads = ("Ref", "Sev", "State", "Owner", "Next update by", "Title")
    text = table([heads, *rows], indent="")
    return f"{text}\nThere are more: --after {more}" if more else text


def _line(text: str) -> str:
    """A text in one line; whoever wants all of it asks for --json."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
