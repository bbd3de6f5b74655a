"""The status doc as data, and that data as markdown: for the page, the command, the API and a canvas.

No "as of": what did not change is the same bytes, so that a copy is written again only when it must.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.presenting.pack import standing
from holdfast.escalation.presenting.status_freeze import changes_as_data, changes_as_markdown
from holdfast.escalation.queries.status_doc import Standing, StatusDoc
from holdfast.escalation.queries.status_freeze import since_last
from holdfast.kernel.text import one_line, plural
from holdfast.rotation.queries import live_seats


def as_data(doc: StatusDoc, *, base: str) -> dict[str, Any]:
    """The one JSON shape of it. Times are ISO 8601."""
    coming = doc.next_window
    return {
        "programme": str(doc.programme),
        "on": [
            {
                "login": each.person.login,
                "name": str(each.person),
                "role": each.part.value,
                "until": each.window.ends_on.isoformat(),
                "confirmed": each.confirmed,
            }
            for each in doc.on.engineers
        ],
        "holes_now": doc.on.holes,
        "next_window": {
            "starts_on": coming.starts_on.isoformat(),
            "ends_on": coming.ends_on.isoformat(),
            "people": [str(seat.person) for seat in live_seats(coming)],
        }
        if coming
        else None,
        "open": [_open(each, base=base) for each in doc.open_ones],
        "more": doc.more,
        "ended": [_ended(each, base=base) for each in doc.ended],
        "open_seats": [
            {
                "starts_on": each.window.starts_on.isoformat(),
                "ends_on": each.window.ends_on.isoformat(),
                "missing": each.missing,
            }
            for each in doc.holes
        ],
        "frozen": None,
        "changes": None,
        "url": f"{base}/status-doc",
    }


def live(doc: StatusDoc, *, base: str) -> dict[str, Any]:
    """The doc of now with what changed since the last boundary. A canvas does without: the age of
    what is open would have it written anew every day."""
    found = changes_as_data(since_last(doc.programme, doc.at))
    return {**as_data(doc, base=base), "changes": found}


def _open(each: Standing, *, base: str) -> dict[str, Any]:
    issue = each.escalation
    owner, due = issue.owner, issue.update_due_at
    return {
        "ref": issue.ref,
        "title": issue.title,
        "severity": issue.severity,
        "customer": issue.customer or None,
        "stakes": issue.stakes,
        "owner": owner.login if owner else None,
        "owner_name": str(owner) if owner else None,
        "raiser_name": str(issue.raised_by),
        "standing": [*standing(issue), *(["owner is off the rotation"] if each.off else [])],
        "stuck": each.stuck,
        "paused": issue.pause_id is not None,
        "raised_at": issue.raised_at.isoformat(),
        "next_step": issue.next_step,
        "next_step_by": str(issue.next_step_by),
        "next_step_on": issue.next_step_on.isoformat(),
        "next_update_due_at": due.isoformat() if due else None,
        "url": f"{base}/escalations/{issue.ref}",
    }


def _ended(issue: Escalation, *, base: str) -> dict[str, Any]:
    if issue.closure:
        how, why = issue.closure.request.outcome.replace("_", " "), issue.closure.request.reason
    else:
        how, why = "declined", issue.decline.reason if issue.decline else ""
    return {
        "ref": issue.ref,
        "title": issue.title,
        "how": how,
        "why": why,
        "owner_name": str(issue.owner) if issue.owner else None,
        "url": f"{base}/escalations/{issue.ref}",
    }


def as_markdown(data: Mapping[str, Any]) -> str:
    """The doc to read and paste."""
    lines = [f"# {one_line(data['programme'])}: status", ""]
    if frozen := data["frozen"]:
        ended = f"{frozen['starts_on']} to {frozen['ends_on']}"
        lines += [f"As it stood at {_moment(frozen['at'])}, when the window of {ended} ended.", ""]
    lines += [*_people(data), "", *changes_as_markdown(data["changes"])]
    lines += ["## Open", ""]
    lines += [line for each in data["open"] for line in _issue(each)] or ["Nothing is open."]
    if data["more"]:
        lines.append(f"- and {plural(data['more'], 'more', 'more')}: {data['url']}")
    if data["ended"]:
        lines += ["", "## Ended in the last week", "", *map(_end, data["ended"])]
    if data["open_seats"]:
        lines += ["", "## Open seats", ""]
        lines += [
            f"- {each['starts_on']} to {each['ends_on']}: {plural(each['missing'], 'seat')}"
            for each in data["open_seats"]
        ]
    return "\n".join(lines).rstrip() + "\n"


def _people(data: Mapping[str, Any]) -> Iterable[str]:
    on = [
        f"{one_line(each['name'])}{'' if each['role'] == 'on' else ' (' + each['role'] + ')'}"
        for each in data["on"]
    ]
    until = max((each["until"] for each in data["on"]), default="")
    yield f"**On now:** {', '.join(on) or 'nobody'}{f', until {until}' if until else ''}."
    if data["holes_now"]:
        yield f"**Seats nobody fills now:** {data['holes_now']}."
    if coming := data["next_window"]:
        who = ", ".join(one_line(name) for name in coming["people"]) or "nobody yet"
        yield f"**Next:** {who}, from {coming['starts_on']} to {coming['ends_on']}."


def _issue(each: Mapping[str, Any]) -> Iterable[str]:
    marks = [f"sev{each['severity']}"]
    marks += [one_line(each["customer"])] if each["customer"] else []
    marks += each["standing"]
    who = (
        f"owned by {one_line(each['owner_name'])}"
        if each["owner_name"]
        else f"**nobody owns it yet**, {one_line(each['raiser_name'])} is answerable"
    )
    yield f"- [{each['ref']}]({each['url']}) **{one_line(each['title'])}** ({', '.join(marks)}): {who}."
    yield (
        f"  Next: {one_line(each['next_step'])} ({one_line(each['next_step_by'])}, "
        f"{each['next_step_on']}). Update due {_moment(each['next_update_due_at'])}."
    )


def _end(each: Mapping[str, Any]) -> str:
    owner = f", {one_line(each['owner_name'])}" if each["owner_name"] else ""
    return f"- [{each['ref']}]({each['url']}) {one_line(each['title'])}: {each['how']}{owner}"


def _moment(text: str | None) -> str:
    if not text:
        return "when it resumes"
    return f"{datetime.fromisoformat(text).astimezone(UTC):%a %-d %b, %H:%M} UTC"
