"""Asks, suggestions and briefs for every edge."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from holdfast.escalation.models import Ask, Escalation
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries.ask import asks_of, suggestions, tried_so_far
from holdfast.escalation.rules.brief import Brief, Need, as_markdown

NO_ATTEMPT = "no attempt recorded"
FLAGGED = (
    "It is a formal request and says nothing of what was tried; the team will ask. Write it into an "
    "update."
)


def ask_as_data(ask: Ask) -> dict[str, Any]:
    return {
        "id": ask.pk,
        "escalation": f"{PREFIX}{ask.escalation_id}",
        "to_team": ask.to_team.name if ask.to_team else None,
        "to_person": ask.to_person.login if ask.to_person else None,
        "what": ask.what,
        "due_at": ask.due_at.astimezone(UTC).isoformat(),
        "formal": ask.formal,
        "tried": ask.tried or None,
        "customer_words": ask.customer_words or None,
        "by": ask.by.login,
        "at": ask.at.isoformat(),
        "state": ask.state,
        "open": ask.is_open,
        "flags": [NO_ATTEMPT] if ask.without_attempt else [],
        "answers": [
            {
                "word": answer.word,
                "by": answer.by.login if answer.by else None,
                "at": answer.at.isoformat(),
                "note": answer.note or None,
            }
            for answer in ask.answers.all()
        ],
    }


def suggestions_as_data(escalation: Escalation) -> list[dict[str, Any]]:
    """In the order to ask them, each with its reason."""
    return [
        {
            "group": each.group,
            "team": each.team,
            "person": each.person or None,
            "why": each.why,
            "note": each.note or None,
        }
        for each in suggestions(escalation)
    ]


def brief_for(ask: Ask, *, base: str) -> str:
    """The brief made for an ask, as markdown."""
    escalation = ask.escalation
    tried = ask.tried or tried_so_far(escalation)
    need = Need(
        what=ask.what,
        of=str(ask.receiver),
        due_at=ask.due_at.astimezone(UTC),
        by=str(ask.by),
        formal=ask.formal,
    )
    return as_markdown(
        _brief(
            escalation,
            base=base,
            tried=tried,
            tried_by="" if ask.tried or not tried else "from the updates",
            customer_words=ask.customer_words,
            need=need,
        )
    )


def brief_of(escalation: Escalation, *, base: str) -> str:
    """The escalation as a whole on one page, to copy: markdown."""
    asked = asks_of(escalation)
    tried = tried_so_far(escalation)
    said = [each.customer_words for each in asked if each.customer_words]
    tries = [each.tried for each in asked if each.tried]
    return as_markdown(
        _brief(
            escalation,
            base=base,
            tried="\n".join([*tries[:1], tried]).strip(),
            tried_by="from the asks and updates" if tries else "from the updates" if tried else "",
            customer_words=said[0] if said else "",
            asked=tuple(
                f"{each.receiver}, {each.state}: {' '.join(each.what.split())[:200]}"
                for each in asked[:10]
            ),
        )
    )


def _brief(escalation: Escalation, *, base: str, **given: Any) -> Brief:
    owner = escalation.owner
    contact = (
        f"{owner} ({owner.login})"
        if owner
        else f"nobody yet; {escalation.raised_by} ({escalation.raised_by.login}) is answerable"
    )
    step = escalation.next_step if escalation.is_open else ""
    return Brief(
        ref=escalation.ref,
        title=escalation.title,
        severity=escalation.severity,
        state=escalation.state,
        stakes=escalation.stakes,
        why_now=escalation.why_now,
        contact=contact,
        url=f"{base}/escalations/{escalation.ref}",
        customer=escalation.customer,
        origin_url=escalation.origin_url,
        next_step=f"{step} ({escalation.next_step_by}, {escalation.next_step_on})" if step else "",
        **given,
    )
