"""Who fixed it and why they did, and who of the owning team looked at it (R55, R57, R87, R88)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.actions.team import is_of, team_named
from holdfast.escalation.models import Fix
from holdfast.escalation.rules.fix import check_review
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.kernel.text import clean, optional, required, web_address
from holdfast.people.models import Person
from holdfast.people.rules.permission import require


def record_fix(
    *,
    ref: str,
    fixed_by: str,
    why: str,
    team: str,
    reviewer: str = "",
    exception: str = "",
    url: str = "",
    by: Actor,
    at: datetime,
) -> Fix:
    """Record who solved it, which need not be who leads it, and why it was them.

    `fixed_by` and `reviewer` are logins, `team` owns what was fixed. Somebody of another team needs
    a reviewer of that one, or a reason that stands on the list of exceptions. It can be recorded
    after closing as well. The same words again are a repeat.
    """
    if event := repeated(by):
        return _found(event.data["fix"])
    why = required(why, field="why", ask="Say why they fixed it themselves.")
    exception = optional(exception, field="exception")
    url = web_address(url, field="url")
    with transaction.atomic(durable=True):
        escalation = take(ref)
        owner = escalation.owner
        if owner is None:
            raise Conflict(f"Nobody owns {escalation.ref}; accept it before recording a fix.")
        fixer = _person(fixed_by, field="fixed_by", ask="Name who fixed it, by login.")
        require(by, "escalation.fix", mine=by.person_id in {owner.pk, fixer.pk})
        owning = team_named(team, ask="Name the team that owns what was fixed.")
        looked = _person(reviewer, field="reviewer") if clean(reviewer) else None
        check_review(
            team=owning.name,
            fixer=str(fixer),
            of_team=is_of(owning, fixer),
            reviewer=str(looked) if looked else "",
            reviewer_is_fixer=looked == fixer,
            reviewer_of_team=bool(looked and is_of(owning, looked)),
            exception=exception,
        )
        facts = {
            "person": fixer,
            "why": why,
            "team": owning,
            "reviewer": looked,
            "exception": exception,
            "url": url,
        }
        if there := escalation.fixes.filter(**facts).first():
            return _found(there.pk)
        fix = Fix.objects.create(escalation=escalation, by_id=by.person, at=at, **facts)
        tell(
            "fix.recorded",
            escalation,
            by=by,
            at=at,
            people=[owner.pk, looked.pk if looked else None],
            roles={"fixer": fixer.pk, "reviewer": looked.pk if looked else None},
            fix=fix.pk,
            why=why,
            team=owning.name,
            exception=exception,
            fix_url=url,
        )
    return fix


def _found(fix_id: int) -> Fix:
    return Fix.objects.select_related("escalation", "person", "team", "reviewer", "by").get(
        pk=fix_id
    )


def _person(login: str, *, field: str, ask: str = "") -> Person:
    wanted = clean(login).lower().removeprefix("@")
    if ask and not wanted:
        raise Invalid(ask, field=field)
    person = Person.objects.select_related("team").filter(login=wanted).first()
    if person is None:
        raise Invalid(
            f"Nobody here has the login “{wanted[:40]}”; see the people page.", field=field
        )
    return person
