"""What Zendesk says of a ticket, as a support issue (developer.zendesk.com, Tickets, JSON format).

Of who asked, and of what they wrote but the subject, nothing is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from holdfast.helpdesk.rules.address import address_of
from holdfast.kernel.text import clean, one_line
from holdfast.support.rules.said import Said

SOLVED = frozenset({"solved", "closed"})
DELETED = "deleted"
_TITLE, _NAME, _TEAM, _WORD = 200, 200, 80, 40


@dataclass(frozen=True, slots=True)
class Reads:
    """How tickets are read: the policy's words, and whose tickets they are."""

    base_url: str
    defect_tags: frozenset[str] = frozenset()
    team_field: int | None = None  # none: the group is the team


@dataclass(frozen=True, slots=True)
class Names:
    """What a ticket only has the numbers of."""

    organizations: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    solved: Mapping[int, datetime] = field(default_factory=dict)  # by ticket


def said_of(ticket: Mapping[str, Any], *, names: Names, reads: Reads) -> Said | None:
    """The issue; None where the ticket has no number or no day it was opened on."""
    number, opened_at = whole(ticket.get("id")), moment(ticket.get("created_at"))
    if number is None or opened_at is None:
        return None
    state = word(ticket.get("status"), _WORD).lower()
    changed_at = moment(ticket.get("updated_at"))
    organization = whole(ticket.get("organization_id")) or 0
    return Said(
        key=str(number),
        opened_at=opened_at,
        title=word(ticket.get("subject") or ticket.get("raw_subject"), _TITLE),
        url=address_of(number, base_url=reads.base_url),
        customer=word(names.organizations.get(organization), _NAME),
        team=team_of(ticket, names=names, reads=reads),
        priority=word(ticket.get("priority"), _WORD).lower(),
        state=state,
        filed_defect=is_defect(ticket.get("tags"), reads),
        solved_at=_solved_at(ticket, number, state, changed_at, names),
        changed_at=changed_at,
        deleted_at=(changed_at or opened_at) if state == DELETED else None,
    )


def team_of(ticket: Mapping[str, Any], *, names: Names, reads: Reads) -> str:
    """The field the policy names where it says something, else the group."""
    for each in _listed(ticket.get("custom_fields")):
        if reads.team_field is not None and whole(each.get("id")) == reads.team_field:
            value = each.get("value")
            if isinstance(value, str) and value.strip():
                return word(value, _TEAM)
    return word(names.groups.get(whole(ticket.get("group_id")) or 0), _TEAM)


def is_defect(tags: object, reads: Reads) -> bool:
    """Whether a tag says so; Zendesk keeps tags in small letters and placeholders part them by spaces."""
    given = tags.split() if isinstance(tags, str) else tags if isinstance(tags, list) else []
    return any(str(each).lower() in reads.defect_tags for each in given)


def _solved_at(
    ticket: Mapping[str, Any],
    number: int,
    state: str,
    changed_at: datetime | None,
    names: Names,
) -> datetime | None:
    """By the metric set; where there is none, the last change of a ticket that is solved. One that was
    opened again is not solved, whatever its metric set remembers."""
    if state not in SOLVED:
        return None
    own = ticket.get("metric_set")
    told = moment(own.get("solved_at")) if isinstance(own, dict) else None
    return told or names.solved.get(number) or changed_at


def names_in(answer: Mapping[str, Any]) -> Names:
    """The names that came beside tickets (side-loads)."""
    return Names(
        organizations=names_of(answer.get("organizations")),
        groups=names_of(answer.get("groups")),
        solved={
            number: at
            for each in _listed(answer.get("metric_sets"))
            if (number := whole(each.get("ticket_id"))) is not None
            and (at := moment(each.get("solved_at")))
        },
    )


def names_of(rows: object) -> dict[int, str]:
    return {
        number: str(each.get("name") or "")
        for each in _listed(rows)
        if (number := whole(each.get("id"))) is not None
    }


def missing(tickets: list[dict[str, Any]], field: str, known: Mapping[int, str]) -> list[int]:
    """The numbers in a field of the tickets that nothing names yet, each once."""
    numbers = (whole(each.get(field)) for each in tickets)
    return list(dict.fromkeys(each for each in numbers if each and each not in known))


def tickets_in(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _listed(answer.get("tickets"))


def _listed(rows: object) -> list[dict[str, Any]]:
    return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []


def moment(value: object) -> datetime | None:
    """A moment with its zone, as ISO 8601 has it; None for everything else."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if found.tzinfo is None or not 1990 <= found.year <= 9000:
        return None
    return found.astimezone(UTC)


def whole(value: object) -> int | None:
    """A number of Zendesk's, given as one or as its digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < value < 2**63 else None
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 18 else None


def word(value: object, most: int) -> str:
    """In one line of so many characters, without what no database keeps."""
    return one_line(clean(value))[:most].rstrip() if isinstance(value, str) else ""
