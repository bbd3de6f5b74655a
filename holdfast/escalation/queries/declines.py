"""How often the programme said no, and how often to an executive (R72)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from holdfast.escalation.models import Decline
from holdfast.people.models import Programme


def declines(programme: Programme, since: datetime, until: datetime) -> tuple[int, int]:
    """Of the half-open period: all of them, and those of escalations an executive asked for."""
    found = Decline.objects.filter(
        escalation__programme=programme, at__gte=since, at__lt=until
    ).aggregate(every=Count("pk"), exec_asked=Count("pk", filter=Q(escalation__exec_asked=True)))
    return found["every"], found["exec_asked"]
