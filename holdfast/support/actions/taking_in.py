"""Support issues as their helpdesk has them now: added, changed, or known already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from holdfast.people.models import Programme
from holdfast.support.models import Issue
from holdfast.support.rules.said import Said


@dataclass(slots=True)
class TakenIn:
    """How many were new, how many changed, how many were as they are said or newer here."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def take_in(programme: Programme, said: Sequence[Said], *, source: str, at: datetime) -> TakenIn:  # noqa: ARG001
    """One batch, in one transaction; the caller records what the whole import did."""
    done = TakenIn()
    with transaction.atomic():
        here = Issue.objects.select_for_update().in_bulk(
            [each.key for each in said], field_name="key"
        )
        for each in said:
            issue = here.get(each.key)
            if issue is None:
                here[each.key] = Issue.objects.create(
                    programme=programme, source=source, **asdict(each)
                )
                done.added += 1
                continue
            older = issue.changed_at and each.changed_at and each.changed_at < issue.changed_at
            now = asdict(each)
            if older or all(getattr(issue, name) == value for name, value in now.items()):
                done.unchanged += 1
                continue
            for name, value in now.items():
                setattr(issue, name, value)
            issue.source = source
            issue.save()
            done.changed += 1
    return done
