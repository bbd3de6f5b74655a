"""Reading pull requests: what makes one ours, the exceptions, what a fix can take from one (R88)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from holdfast.escalation.models import Escalation, Fix
from holdfast.escalation.queries import number_of
from holdfast.people.models import Person, Team
from holdfast.people.queries import default_programme
from holdfast.rotation.queries.who import who
from holdfast.tracker.models import PullRequest

_WITH = ("escalation", "team", "author", "reviewer")


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """One page of pull requests, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[PullRequest]
    next: int | None


def unreviewed(*, after: int | None = None, limit: int = 50) -> Unreviewed:
    """Those merged without an approval by somebody of the owning team; those that one of it approved
    afterwards too."""
    found = PullRequest.objects.filter(unreviewed_at__isnull=False).select_related(*_WITH)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(found.order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return Unreviewed(items=items[:limit], next=items[limit - 1].pk if more else None)


def proposed_fix(escalation: Escalation) -> PullRequest | None:
    """The pull request whose fix is not recorded yet: the newest merged one, else the newest open."""
    recorded = set(escalation.fixes.values_list("url", flat=True))
    found = PullRequest.objects.filter(escalation=escalation, state__in=["open", "merged"])
    waiting = [each for each in found.select_related(*_WITH) if each.url not in recorded]
    return max(waiting, key=lambda each: (each.state == "merged", each.updated_at), default=None)


def find_pull(tracker: str, repository: str, number: int) -> PullRequest | None:
    found = PullRequest.objects.select_related("escalation").filter(
        tracker=tracker, repository=repository.lower(), number=number
    )
    return found.first()


def owning_teams(tracker: str, repository: str) -> list[Team]:
    """Whose place the repository is; teams may share one."""
    found = Team.objects.filter(place__tracker=tracker, place__where__iexact=repository)
    return list(found.order_by("pk"))


def people_of(teams: Iterable[Team]) -> dict[str, int]:
    """The numbers of their people by login. A guessed login may be somebody else's there."""
    found = Person.objects.filter(team__in=list(teams), login_guessed=False)
    return dict(found.values_list("login", "pk"))


def known_as(login: str) -> Person | None:
    """GitHub's logins are ours."""
    if not login:
        return None
    return Person.objects.filter(login=login.lower(), login_guessed=False).first()


def has_seat(person: Person, *, at: datetime) -> bool:
    on = who(default_programme(), at=at).engineers
    return any(each.person.pk == person.pk for each in on)


def escalations_named(refs: Iterable[str]) -> list[Escalation]:
    """Those there are, in the order they are named."""
    numbers = [number_of(each) for each in refs]
    found = Escalation.objects.select_related("ownership__person").in_bulk(numbers)
    return [found[each] for each in dict.fromkeys(numbers) if each in found]


def fixed_by(person: Person, escalations: Iterable[Escalation]) -> set[int]:
    """The numbers of those that they fixed."""
    fixes = Fix.objects.filter(person=person, escalation__in=list(escalations))
    return set(fixes.values_list("escalation", flat=True))


def fix_by_address(url: str) -> Fix | None:
    """The fix recorded with this address."""
    if not url:
        return None
    return Fix.objects.filter(url=url).select_related("escalation", "person").first()
