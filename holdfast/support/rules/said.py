"""What a source says of one support issue, whichever source it is: CSV, Zendesk's export, its webhook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """`key` is the helpdesk's own number; everything else is as it stands there now.

    `silent` names what the source knows nothing of, such as columns a file has not: what is known of
    these stays.
    """

    key: str
    opened_at: datetime
    title: str = ""
    url: str = ""
    customer: str = ""
    team: str = ""
    priority: str = ""
    state: str = ""
    filed_defect: bool = False
    solved_at: datetime | None = None
    changed_at: datetime | None = None
    deleted_at: datetime | None = None
    silent: frozenset[str] = NOTHING
