"""What a tracker says of a pull request: who of the owning team looked at what an engineer changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.models import Escalation
from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Person, Team
from holdfast.people.queries import answering_for
from holdfast.tracker.models import PullRequest
from holdfast.tracker.port import Pull
from holdfast.tracker.queries.pull import (
    escalations_named,
    find_pull,
    fix_by_address,
    fixed_by,
    has_seat,
    known_as,
    owning_teams,
    people_of,
)
from holdfast.tracker.rules.review import is_unreviewed, reviewer


@dataclass(frozen=True, slots=True)
class _Concern:
    """Why a pull request is ours: whose it is, and of which escalation. `fixer` is who a recorded fix
    with its address names."""

    author: Person | None
    fixer: Person | None
    escalation: Escalation | None


def hear_pull(*, pull: Pull, tracker: str = "github", at: datetime) -> None:
    """The pull request stands there so now. Kept is what an engineer changes in a team's place: its
    author has a seat at `at`, or owns or fixed an escalation that it names, or a recorded fix has its
    address. Merged without an approval of the owning team it is an exception, once; the owner of the
    escalation, else the author, and whoever answers for the team are told. An approval afterwards is
    noted.

    Older news never replaces newer, so it is harmless when repeated or out of order.
    """
    teams = owning_teams(tracker, pull.repository)
    if not teams:
        return
    known = find_pull(tracker, pull.repository, pull.number)
    concern = _concern(pull, at=at)
    if known is None and concern is None:
        return
    concern = concern or _Concern(known_as(pull.author_login), None, None)
    escalation = (known and known.escalation) or concern.escalation
    with transaction.atomic(durable=True):
        escalation = take(escalation.ref) if escalation else None
        first = {
            "team": teams[0],
            "updated_at": pull.updated_at,
            "state": "open",
            "url": pull.url,
            "at": at,
        }
        kept, _ = PullRequest.objects.select_for_update().get_or_create(
            tracker=tracker,
            repository=pull.repository.lower(),
            number=pull.number,
            defaults=first,
        )
        # What is merged stays merged, whatever else was said in the same second.
        if pull.updated_at < kept.updated_at or (kept.merged_at and not pull.merged_at):
            return
        was_merged = kept.merged_at is not None
        _take_over(kept, pull, concern, escalation)
        looked = reviewer(pull.approvals, author=pull.author_login, team=people_of(teams))
        if was_merged:
            _reviewed_after_all(kept, looked, at=at)
        else:
            kept.reviewer_id = looked
            if kept.merged_at and is_unreviewed(
                by_the_team=_is_of(concern.author or concern.fixer, teams), reviewer=looked
            ):
                kept.unreviewed_at = at
                _tell("pull.unreviewed", kept, at=at)
        kept.save()


def _concern(pull: Pull, *, at: datetime) -> _Concern | None:
    """None where it is no business of the programme's."""
    author, fix = known_as(pull.author_login), fix_by_address(pull.url)
    named = escalations_named(pull.refs)
    if author:
        fixed = fixed_by(author, named)
        for each in named:
            if (each.owner and each.owner.pk == author.pk) or each.pk in fixed:
                return _Concern(author, None, each)
    if fix:
        return _Concern(author, fix.person, fix.escalation)
    if author and has_seat(author, at=at):
        return _Concern(author, None, named[0] if named else None)
    return None


def _take_over(
    kept: PullRequest, pull: Pull, concern: _Concern, escalation: Escalation | None
) -> None:
    kept.url, kept.title = pull.url, pull.title[:250]
    kept.state, kept.merged_at, kept.updated_at = pull.state, pull.merged_at, pull.updated_at
    kept.author_login, kept.author = pull.author_login.lower()[:80], concern.author
    kept.escalation = escalation


def _reviewed_after_all(kept: PullRequest, looked: int | None, *, at: datetime) -> None:
    if kept.unreviewed_at and kept.reviewer_id is None and looked:
        kept.reviewer_id, kept.reviewed_at = looked, at
        _tell("pull.reviewed", kept, at=at)


def _is_of(person: Person | None, teams: list[Team]) -> bool:
    return person is not None and person.team_id in {each.pk for each in teams}


def _tell(kind: str, kept: PullRequest, *, at: datetime) -> None:
    escalation = kept.escalation
    owner = escalation.owner if escalation else None
    people = [owner.pk if owner else kept.author_id, *answering_for(kept.team_id)]
    roles = {"author": kept.author_id, "reviewer": kept.reviewer_id}
    data: dict[str, Any] = {
        "pull": kept.pk,
        "change": str(kept),
        "change_title": kept.title,
        "change_url": kept.url,
        "team": kept.team.name,
        "login": kept.author_login,
    }
    key = f"{kind}:{kept.pk}"
    if escalation:
        tell(kind, escalation, by=CLOCK, at=at, people=people, roles=roles, key=key, **data)
        return
    record(
        kind,
        subject=f"pull-{kept.pk}",
        by=CLOCK,
        at=at,
        key=key,
        tell=[each for each in people if each],
        data={"people": roles, **data},
    )
