"""A return as data and as markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.credit.queries.returns import Report
from holdfast.kernel.text import one_line, plural


def return_as_data(found: Report, *, base: str, note: bool = True) -> dict[str, Any]:
    """The one JSON shape; what was sent is given as it was sent. `note` False leaves the draft out."""
    if found.sent:
        sent: dict[str, Any] = found.sent.data
        return sent
    seat = found.seat
    team = seat.home_team or seat.person.team
    return {
        "seat": seat.pk,
        "login": seat.person.login,
        "name": str(seat.person),
        "team": team.name if team else None,
        "starts_on": seat.days[0].isoformat(),
        "ends_on": seat.days[1].isoformat(),
        "over": found.over,
        "days": found.days,
        "led": [
            {
                "ref": each.escalation.ref,
                "title": each.escalation.title,
                "customer": each.escalation.customer or None,
                "outcome": each.outcome,
                "class": each.klass or None,
                "url": f"{base}/escalations/{each.escalation.ref}",
            }
            for each in found.led
        ],
        "learnings": [
            {
                "ref": each.escalation.ref,
                "text": each.text,
                "customer_words": each.customer_words or None,
                "doc_url": each.doc_url or None,
            }
            for each in found.learnings
        ],
        "pieces": [
            {
                "id": each.piece.pk,
                "ref": each.piece.escalation.ref,
                "title": each.piece.title,
                "open": each.piece.is_open,
                "bounced": each.bounced,
            }
            for each in found.pieces
        ],
        "areas": [{"name": name, "escalations": count} for name, count in found.areas],
        "note": (found.note or None) if note else None,
        "sent_at": None,
        "url": f"{base}/returns/{seat.pk}",
    }


def return_as_markdown(data: Mapping[str, Any]) -> str:
    return "\n".join(_lines(data)).rstrip() + "\n"


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Back from the rotation: {one_line(data['name'])}"
    yield ""
    days = plural(data["days"], "day")
    yield f"{data['starts_on']} to {data['ends_on']}, {days}. Thank you for making the room."
    if data["note"]:
        yield from ("", *data["note"].splitlines())
    yield from ("", "## Led", "")
    for each in data["led"]:
        words = [each["outcome"], *([each["class"]] if each["class"] else [])]
        yield f"- [{each['ref']}]({each['url']}) {one_line(each['title'])}: {', '.join(words)}"
    if not data["led"]:
        yield "No escalation."
    if data["learnings"]:
        yield from ("", "## Learned", "")
        for each in data["learnings"]:
            yield f"- {one_line(each['text'])} ({each['ref']})"
    words = [each for each in data["learnings"] if each["customer_words"]]
    if words:
        yield from ("", "## What customers said", "")
        yield from (f"- “{one_line(each['customer_words'])}” ({each['ref']})" for each in words)
    if data["pieces"] or data["areas"]:
        yield from ("", "## What the team could look at", "")
        yield from map(_piece, data["pieces"])
        for each in data["areas"]:
            yield f"- {one_line(each['name'])} came up in {plural(each['escalations'], 'escalation')}"


def _piece(each: Mapping[str, Any]) -> str:
    back = f", sent back {plural(each['bounced'], 'time')}" if each["bounced"] else ""
    state = "open" if each["open"] else "ended"
    return f"- Piece {each['id']} of {each['ref']}, {one_line(each['title'])}: {state}{back}"
