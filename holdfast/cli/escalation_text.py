"""An escalation for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from holdfast.cli.ground import day, moment, now, show, show_json, table
from holdfast.kernel.text import plural


def show_one(ref: str, as_json: bool) -> None:
    """The escalation as it stands now, as every command that changed it shows it."""
    from django.conf import settings

    from holdfast.escalation.presenting import full
    from holdfast.escalation.queries import by_ref

    found = full(by_ref(ref), base=settings.BASE_URL, at=now())
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
    rows += _customer_side(each)
    if each["next_update_due_at"]:
        rows += [
            ("Next step", _line(each["next_step"])),
            ("", f"{each['next_step_by']}, by {day(each['next_step_on'])}{_late(each)}"),
            ("Next update", f"by {moment(each['next_update_due_at'])}"),
        ]
    rows += _standing(each)
    if each["pieces_progress"]:
        rows.append(("Pieces", each["pieces_progress"]))
        rows += [("", f"{piece['id']}: {_piece(piece)}") for piece in each["pieces"]]
    rows += _handovers(each)
    if asked := each["closure_request"]:
        rows.append(
            ("To close", f"{asked['outcome']}? {each['raised_by']} or its support engineer answers")
        )
    rows += [
        (
            "Asked",
            f"{one['to_team'] or one['to_person']}: {one['state']}, by {moment(one['due_at'])}",
        )
        for one in each["asks"]
        if one["open"]
    ]
    if no := each["declined"]:
        rows.append(("Declined", f"{moment(no['at'])} by {no['by']}: {_line(no['reason'])}"))
        if no["alternative"]:
            rows.append(("Instead", _line(no["alternative"])))
    rows += _ending(each)
    rows += [("Stakes", _line(each["stakes"])), ("Why now", _line(each["why_now"]))]
    if each["origin_url"]:
        rows.append(("First asked", each["origin_url"]))
    return "\n".join([f"{each['ref']}  {each['title']}", table(rows), f"  {each['url']}"])


def _standing(each: dict[str, Any]) -> list[tuple[str, ...]]:
    """What keeps it from moving."""
    rows: list[tuple[str, ...]] = []
    if corner := each["corner"]:
        asked = ", ".join(
            one["login"] + (" (has it)" if one["acknowledged_at"] else "")
            for one in corner["asked"]
        )
        rows += [
            ("Cornered", f"since {moment(corner['at'])}: {_line(corner['reason'])}"),
            ("", f"asked: {asked}; must move by {moment(corner['until'])}"),
        ]
    if pause := each["pause"]:
        rows.append(("Paused", f"until {moment(pause['resumes_at'])}: {_line(pause['reason'])}"))
    if each["stagnates_since"]:
        rows.append(("Standstill", f"since {moment(each['stagnates_since'])}"))
    return rows


def _late(each: dict[str, Any]) -> str:
    return " (overdue)" if each["next_step_overdue"] else ""


def _piece(piece: dict[str, Any]) -> str:
    said = [piece["team"], piece["state"]]
    if piece["bounces"]:
        said.append(plural(piece["bounces"], "bounce"))
    if piece["open"] and piece["flags"]:
        said.append("no evidence")
    return f"{piece['title']} ({', '.join(said)})"


def _handovers(each: dict[str, Any]) -> list[tuple[str, ...]]:
    """The offer that waits, and who owned it one after another where they were several."""
    rows: list[tuple[str, ...]] = []
    if offer := each["handover"]:
        rows.append(("Offered", f"to {offer['to']}, until {moment(offer['expires_at'])}"))
        if offer["away_until"]:
            rows.append(("", f"{offer['to']} is away until {offer['away_until']}"))
    if len(each["owners"]) > 1:
        chain = [f"{one['owner']} from {moment(one['since'])}" for one in each["owners"]]
        rows.append(("Owned by", "; ".join(chain)))
    return rows


def _customer_side(each: dict[str, Any]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    if each["customer"]:
        rows.append(("Customer", each["customer"]))
    if each["support_engineer"]:
        rows.append(("Customer side", each["support_engineer"]))
    if each["past_first_responder"]:
        rows.append(("Flagged", "raised past the first responder"))
    return rows


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
            _owner(each),
            moment(each["next_update_due_at"]),
            each["title"],
        )
        for each in items
    ]
    heads = ("Ref", "Sev", "State", "Owner", "Next update by", "Title")
    text = table([heads, *rows], indent="")
    return f"{text}\nThere are more: --after {more}" if more else text


def _owner(each: dict[str, Any]) -> str:
    if off := each.get("off_rotation"):
        since = f"off since {off['since']}" if off["since"] else "never on"
        return f"{each['owner']} ({since if off['owner_active'] else 'deactivated'})"
    return each["owner"] or f"({each['answerable']})"


def _line(text: str) -> str:
    """A text in one line; whoever wants all of it asks for --json."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
