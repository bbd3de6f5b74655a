from django.db import models
from django.db.models import F, Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Pause(models.Model):
    """No update is owed until it resumes; said openly, with the reason (R48). Its clock still runs:
    it rings when the pause ends."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="pauses")
    reason = models.TextField()
    resumes_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pause_resumes_later", condition=Q(resumes_at__gt=F("at")))
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} paused"


class Resumption(models.Model):
    """The pause is over: by its date, where nobody did it, or before."""

    pause = models.OneToOneField(Pause, on_delete=models.PROTECT, related_name="resumption")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.pause_id} over"
