"""A handover pack as data, and that data as markdown: what is frozen at a boundary is both.

The markdown is made of the data alone, so that what was frozen can be written again as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from holdfast.escalation.models import Escalation, HandoverAnswer, Pack
from holdfast.escalation.queries.pack import Item, PackSeen, is_frozen, seen
from holdfast.escalation.queries.stuck import next_step_overdue
from holdfast.escalation.rules.pack import Decision, changes
from holdfast.kernel.text import one_line
from holdfast.people.models import Person

_DECISIONS = {
    Decision.UNDECIDED: "Undecided: it stays with {owner}",
    Decision.KEPT: "{owner} keeps it",
    Decision.ASKED: "{asked} is asked to take it; {owner} owns it until they accept",
    Decision.TAKEN: "{owner} took it over from {owner_before}",
    Decision.ENDED: "Closed meanwhile",
}


def shown(pack: Pack, *, at: datetime, base: str) -> dict[str, Any]:
    """The frozen pack as it was, or a live one as it stands."""
    if is_frozen(pack):
        data: dict[str, Any] = pack.frozen.data
        return data
    return pack_as_data(seen(pack), at=at, base=base)


def markdown_of(pack: Pack, *, at: datetime, base: str) -> str:
    if is_frozen(pack):
        return str(pack.frozen.markdown)
    return pack_as_markdown(pack_as_data(seen(pack), at=at, base=base))


def pack_as_data(view: PackSeen, *, at: datetime, base: str) -> dict[str, Any]:
    """The one JSON shape of a pack, live or to be frozen."""
    pack = view.pack
    items = [_item(each, at=at, base=base) for each in view.items]
    return {
        "window": _window(view.window.pk, view.window.starts_on, view.window.ends_on),
        "made_at": pack.at.isoformat(),
        "boundary_at": view.boundary_at.isoformat(),
        "frozen_at": None,
        "outgoing": [_person(each) for each in view.outgoing],
        "incoming": [_person(each) for each in view.incoming],
        "items": items,
        "undecided": [each["ref"] for each in items if each["decision"] == "undecided"],
        "since_last": _since_last(pack, items),
    }


def _item(item: Item, *, at: datetime, base: str) -> dict[str, Any]:
    issue, offer = item.escalation, item.offer
    owner = issue.owner or item.owner_before
    answer: HandoverAnswer | None = getattr(offer, "answer", None) if offer else None
    due = issue.update_due_at
    return {
        "ref": issue.ref,
        "title": issue.title,
        "severity": issue.severity,
        "customer": issue.customer or None,
        "stakes": issue.stakes,
        "state": issue.state,
        "standing": standing(issue),
        "owner": owner.login,
        "owner_name": str(owner),
        "owner_before": item.owner_before.login,
        "owner_before_name": str(item.owner_before),
        "next_step": issue.next_step,
        "next_step_by": issue.next_step_by.login,
        "next_step_on": issue.next_step_on.isoformat(),
        "next_step_overdue": issue.is_open and next_step_overdue(issue, at),
        "next_update_due_at": due.isoformat() if due else None,
        "decision": item.decision.value,
        "asked": offer.to.login if offer else None,
        "asked_name": str(offer.to) if offer else None,
        "answer": (answer.word if answer else "pending") if offer else None,
        "answer_reason": (answer.reason or None) if answer else None,
        "carried": item.carried,
        "url": f"{base}/escalations/{issue.ref}",
    }


def standing(issue: Escalation) -> list[str]:
    """What keeps an open one from moving, in words."""
    if not issue.is_open:
        return []
    words = [
        ("cornered", issue.cornered_id),
        ("paused", issue.pause_id),
        ("stands still", issue.stagnates_since),
    ]
    return [word for word, there in words if there]


def _since_last(pack: Pack, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What changed since the pack before: as that one was frozen, where it was."""
    previous = pack.previous
    if previous is None:
        return {"window": None, "new": [each["ref"] for each in items], "carried": [], "gone": []}
    before = {each.escalation.ref: each.escalation for each in _items_of(previous)}
    found = changes(before, [each["ref"] for each in items if each["state"] != "closed"])
    window = previous.window
    return {
        "window": _window(window.pk, window.starts_on, window.ends_on),
        "new": list(found.new),
        "carried": list(found.carried),
        "gone": [
            {"ref": ref, "title": before[ref].title, "state": before[ref].state}
            for ref in found.gone
        ],
    }


def _items_of(pack: Pack) -> Iterable[Any]:
    return pack.items.select_related("escalation").order_by("escalation__pk")


def _window(number: int, starts_on: date, ends_on: date) -> dict[str, Any]:
    return {"id": number, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}


def _person(person: Person) -> dict[str, str]:
    return {"login": person.login, "name": str(person)}


def said(item: Mapping[str, Any]) -> str:
    """The decision about an item in a sentence."""
    sentence = _DECISIONS[Decision(item["decision"])].format(
        owner=item["owner_name"],
        asked=item["asked_name"],
        owner_before=item["owner_before_name"],
    )
    if item["answer"] in {"declined", "expired"} and item["decision"] == "undecided":
        reason = f": {one_line(item['answer_reason'])}" if item["answer_reason"] else ""
        sentence += f" ({item['asked_name']} {_ANSWERS[item['answer']]}{reason})"
    return sentence


_ANSWERS = {"declined": "said no", "expired": "did not answer in time"}


def pack_as_markdown(data: Mapping[str, Any]) -> str:
    """The pack to read, print and paste."""
    window, frozen = data["window"], data["frozen_at"]
    lines = [
        f"# Handover pack, {window['starts_on']} to {window['ends_on']}",
        "",
        f"Boundary: {_moment(data['boundary_at'])}. "
        + (f"Frozen {_moment(frozen)}." if frozen else "Live: it changes until the boundary."),
        f"Outgoing: {_names(data['outgoing'])}. Incoming: {_names(data['incoming'])}.",
        "",
    ]
    if not data["items"]:
        lines += ["The outgoing engineers own nothing that is open.", ""]
    for item in data["items"]:
        lines += [*_section(item), ""]
    lines += _undecided(data)
    lines += _changed(data["since_last"])
    return "\n".join(lines).rstrip() + "\n"


def _section(item: Mapping[str, Any]) -> list[str]:
    marks = [f"sev{item['severity']}", *item["standing"]]
    marks += ["carried over"] if item["carried"] else []
    lines = [
        f"## [{item['ref']}]({item['url']}): {one_line(item['title'])}",
        "",
        f"- {', '.join(marks)}" + (f", {one_line(item['customer'])}" if item["customer"] else ""),
        f"- At stake: {one_line(item['stakes'])}",
    ]
    if item["decision"] != "ended":
        late = ", overdue" if item["next_step_overdue"] else ""
        lines.append(
            f"- Next: {one_line(item['next_step'])} ({item['next_step_by']}, "
            f"{item['next_step_on']}{late})"
        )
    return [*lines, f"- **{said(item)}**"]


def _undecided(data: Mapping[str, Any]) -> list[str]:
    if not data["undecided"]:
        return []
    return [
        "## Undecided",
        "",
        f"{', '.join(data['undecided'])}: nothing moves by itself, so each stays with its owner.",
        "",
    ]


def _changed(since: Mapping[str, Any]) -> list[str]:
    window = since["window"]
    if window is None:
        return []
    lines = [f"## Since the pack of {window['starts_on']} to {window['ends_on']}", ""]
    lines += [f"- New: {', '.join(since['new'])}"] if since["new"] else []
    lines += [f"- Carried over: {', '.join(since['carried'])}"] if since["carried"] else []
    lines += [
        f"- {each['ref']}: {each['state']} ({one_line(each['title'])})" for each in since["gone"]
    ]
    return lines if len(lines) > 2 else [*lines, "- Nothing"]


def _names(people: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(each["name"] for each in people) or "nobody"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%a %-d %b %Y, %H:%M} UTC"
