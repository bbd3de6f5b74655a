from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Programme

if TYPE_CHECKING:
    from holdfast.rotation.models.seat import Seat


class Window(models.Model):
    """A stretch of days for which the programme wants seats filled.

    Dates as people write them: `ends_on` is the last day, or the handover day when the next window
    starts on it. Zone and handover hour come from the policy in force.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="windows")
    starts_on = models.DateField()
    ends_on = models.DateField()
    wanted = models.PositiveSmallIntegerField()  # seats that should be filled; a hole is the rest
    # Fewer is an alarm, more is refused by the planner. Empty: what the policy says.
    least = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(default="", blank=True)  # of a length outside the tolerance (R8)

    seated: list[Seat]  # its seats in order, withdrawn ones too; filled in by `rotation.queries`

    class Meta:
        ordering = ["starts_on", "ends_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "starts_on", "ends_on"], name="window_once"
            ),
            models.CheckConstraint(
                name="window_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["programme", "ends_on"], name="window_ends")]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"
