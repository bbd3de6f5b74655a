"""Reading tags: calls for help that are no escalation yet, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation, Tag
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Programme

STATES = ("open", "raised", "dismissed", "all")
_IN_STATE = {
    "open": Q(answered_at__isnull=True),
    "raised": Q(answer__escalation__isnull=False),
    "dismissed": Q(answer__isnull=False, answer__escalation__isnull=True),
}


def tag_numbered(number: int) -> Tag:
    """Raises NotFound."""
    found = _whole(Tag.objects.filter(pk=number)).first() if 0 < number < 2**63 else None
    if found is None:
        raise NotFound(f"There is no tag {number}; the list shows what there is.")
    return found


def open_tags(programme: Programme, *, limit: int = 200) -> list[Tag]:
    """Those that wait for an answer, the oldest first."""
    found = Tag.objects.filter(programme=programme, answered_at__isnull=True)
    return list(_whole(found).order_by("pk")[:limit])


def count_open(programme: Programme) -> int:
    return Tag.objects.filter(programme=programme, answered_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Tags:
    """One page, newest first. `next` is the number to ask `after`, None at the end."""

    items: list[Tag]
    next: int | None


def tags(
    programme: Programme, *, state: str = "open", after: int | None = None, limit: int = 50
) -> Tags:
    """Tags in a state, newest first. Raises Invalid for a state that is none."""
    if state not in STATES:
        raise Invalid(
            f"“{state[:20]}” is not a state of a tag; use one of {', '.join(STATES)}.",
            field="state",
        )
    found = Tag.objects.filter(_IN_STATE.get(state, Q()), programme=programme)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(_whole(found).order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return Tags(items=items[:limit], next=items[limit - 1].pk if more else None)


def of_thread(programme: Programme, thread_url: str) -> Escalation | None:
    """The escalation of a thread: the open one, else the newest of those that ended.

    By where it was first asked, or by the tag it was raised from.
    """
    if not thread_url:
        return None
    theirs = Q(origin_url=thread_url) | Q(tags__tag__thread_url=thread_url)
    found = Escalation.objects.filter(theirs, programme=programme).select_related(
        "programme", "ownership__person", "raised_by", "next_step_by", "support_engineer"
    )
    of_it = sorted(found, key=lambda each: (each.is_open, each.pk))
    return of_it[-1] if of_it else None


def _whole(found: QuerySet[Tag]) -> QuerySet[Tag]:
    return found.select_related("programme", "said_by", "after", "answer__escalation", "answer__by")
