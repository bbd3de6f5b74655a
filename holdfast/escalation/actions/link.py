"""Linking an escalation to its incident, or to another page worth having at hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from holdfast.escalation.actions.ground import take, tell
from holdfast.escalation.models import Escalation, Link
from holdfast.journal.actions import repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.kernel.text import line, web_address
from holdfast.people.rules.permission import require


def link(
    *, ref: str, url: str, title: str = "", sort: str = "incident", by: Actor, at: datetime
) -> Link:
    """Link it, open or ended. An address that is linked already is a repeat and changes nothing."""
    if event := repeated(by):
        return Link.objects.select_related("by").get(pk=event.data["link"])
    url = web_address(url, field="url")
    if not url:
        raise Invalid("Give the address to link to; it starts with https://.", field="url")
    title = line(title, field="title")
    if sort not in Link.Sort.values:
        raise Invalid(
            f"“{sort[:20]}” is not a sort of link; use one of {', '.join(Link.Sort.values)}.",
            field="sort",
        )
    with transaction.atomic(durable=True):
        escalation = take(ref)
        _require(escalation, by)
        stands = escalation.links.filter(url=url, removed_at__isnull=True)
        if found := stands.select_related("by").first():
            return found
        made = Link.objects.create(
            escalation=escalation, url=url, title=title, sort=sort, by_id=by.person, at=at
        )
        # An incident is news for whoever owns it; another page waits until they look.
        owner = escalation.owner if made.sort == Link.Sort.INCIDENT else None
        tell(
            "link.added",
            escalation,
            by=by,
            at=at,
            people=[owner.pk if owner and escalation.is_open else None],
            link=made.pk,
            url=url,
            name=title,
            sort=sort,
        )
    return made


def unlink(*, link_id: int, by: Actor, at: datetime) -> Link:
    """Take a link away; that it stood there stays in the journal. Doing it twice is harmless."""
    ref = Link.objects.filter(pk=link_id).values_list("escalation_id", flat=True).first()
    if ref is None:
        raise NotFound(f"There is no link {link_id}.")
    with transaction.atomic(durable=True):
        escalation = take(str(ref))
        _require(escalation, by)
        found = Link.objects.select_related("by").get(pk=link_id)
        if found.removed_at is not None:
            return found
        found.removed_at = at
        found.save(update_fields=["removed_at"])
        tell(
            "link.removed",
            escalation,
            by=by,
            at=at,
            link=found.pk,
            url=found.url,
            name=found.title,
            sort=found.sort,
        )
    return found


def _require(escalation: Escalation, by: Actor) -> None:
    owner = escalation.owner
    theirs = {escalation.raised_by_id, escalation.support_engineer_id, owner.pk if owner else None}
    require(
        by,
        "escalation.link",
        mine=by.person_id is not None and by.person_id in theirs,
        instead="Its raiser, its owner or somebody of support or engineering can.",
    )
