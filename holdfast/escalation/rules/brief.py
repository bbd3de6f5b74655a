"""The brief: one page that whoever is asked for help needs, as text to copy (R43, R65). Pure.

What may be said to the customer stands apart, at the end, from what is internal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_MOST = 1_500  # characters of what somebody wrote at length: the brief stays a page


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for with the brief, of whom, by when."""

    what: str
    of: str
    due_at: datetime
    by: str
    formal: bool


@dataclass(frozen=True, slots=True)
class Brief:
    """An escalation as a brief tells it. `tried` is what is known of attempts so far, `contact` the
    single point of contact; `asked` are other open asks, a line each."""

    ref: str
    title: str
    severity: int
    state: str
    stakes: str
    why_now: str
    contact: str
    url: str
    customer: str = ""
    origin_url: str = ""
    next_step: str = ""
    tried: str = ""
    tried_by: str = ""
    asked: tuple[str, ...] = ()
    customer_words: str = ""
    need: Need | None = None


def as_markdown(brief: Brief) -> str:
    parts = [f"# {brief.ref} (sev{brief.severity}): {brief.title}"]
    if brief.need:
        parts.append(_needed(brief.need))
    parts += [
        "## Internal: not for the customer",
        _short_facts(brief),
        f"**At stake.** {_cut(brief.stakes)}",
        f"**Why now.** {_cut(brief.why_now)}",
        _tried(brief),
    ]
    if brief.next_step:
        parts.append(f"**Next step.** {_cut(brief.next_step)}")
    if brief.asked:
        parts.append("\n".join(("**Asked so far.**", *(f"- {each}" for each in brief.asked))))
    parts += ["## May be said to the customer", _for_the_customer(brief)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _needed(need: Need) -> str:
    kind = "formal request" if need.formal else "request"
    return (
        f"**What is needed.** {_cut(need.what)}\n\n"
        f"A {kind} to {need.of}, by {_moment(need.due_at)}, from {need.by}."
    )


def _short_facts(brief: Brief) -> str:
    facts = [
        ("Customer", brief.customer),
        ("Severity", f"sev{brief.severity}, as in the contract"),
        ("State", brief.state),
        ("Single point of contact", brief.contact),
        ("First asked", brief.origin_url),
        ("All of it", brief.url),
    ]
    return "\n".join(f"- {name}: {said}" for name, said in facts if said)


def _tried(brief: Brief) -> str:
    if not brief.tried:
        return "**What was tried.** No attempt is recorded."
    source = f" ({brief.tried_by})" if brief.tried_by else ""
    begin = "\n" if "\n" in brief.tried else " "
    return f"**What was tried{source}.**{begin}{_cut(brief.tried)}"


def _for_the_customer(brief: Brief) -> str:
    if brief.customer_words:
        return _cut(brief.customer_words)
    return f"No words are agreed; speak to {brief.contact} before saying anything."


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1].rstrip()}…"


def _moment(at: datetime) -> str:
    return f"{at:%a %Y-%m-%d %H:%M} UTC"
