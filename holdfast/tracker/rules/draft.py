"""The words of an issue that is filed: what, how it shows, what is at stake, who speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("escalation",)
MOST_TITLE = 250
MOST_BODY = 60_000  # GitHub takes 65,536 characters


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be filed, as we know it. Instants and people are words already."""

    ref: str
    title: str
    what: str
    evidence: str
    stakes: str
    due: str
    dri: str
    team: str
    customer: str
    origin_url: str
    here: str  # our own page of it
    severity: int


def open_texts(matter: Matter) -> dict[str, str]:
    """What of it would stand in a public place, by what people call it."""
    return {
        "title": matter.title,
        "text": matter.what,
        "evidence": matter.evidence,
        "name of the team": matter.team,
        "name of the owner": matter.dri,
    }


def title(matter: Matter) -> str:
    return " ".join(matter.title.split())[:MOST_TITLE]


def body(matter: Matter, *, marker: str, public: bool) -> str:
    """Markdown. A public one leaves out stakes, customer, origin and every link of ours."""
    said = [f"This is an escalation ({matter.ref}, severity {matter.severity})."]
    said += _part("What", matter.what) + _part("Evidence", matter.evidence)
    if not public:
        said += _part("What is at stake", matter.stakes) + _part("Customer", matter.customer)
        links = [each for each in (matter.origin_url, matter.here) if each]
        said += _part("Where it came from", "\n".join(links))
    said += _part("By when", matter.due)
    said += _part("Single point of contact", matter.dri) + _part("Owning team", matter.team)
    text = "\n\n".join(said)
    if len(text) > MOST_BODY:
        text = f"{text[:MOST_BODY]}\n\n(shortened)"
    return f"{text}\n\n---\n{marker}"


def _part(head: str, text: str) -> list[str]:
    return [f"### {head}", text.strip()] if text.strip() else []
