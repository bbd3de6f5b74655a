from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Outcome(models.TextChoices):
    RESOLVED = "resolved", "Resolved"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_REPRODUCIBLE = "not_reproducible", "Not reproducible"
    CONTEXT_CHANGED = "context_changed", "Context changed"
    DUPLICATE = "duplicate", "Duplicate of another one"


class ClosureRequest(models.Model):
    """Somebody asks to close. Closing is asked for and answered, never done to people (R60)."""

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="closure_requests"
    )
    outcome = models.CharField(max_length=20, choices=Outcome)
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # When the raiser is asked again; null once there is an answer.
    alarm_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)  # how often the raiser was asked again

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escalation"],
                name="closure_request_one_pending",
                condition=Q(alarm_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"],
                name="closure_request_alarm",
                condition=Q(alarm_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id}: close as {self.outcome}?"

    @property
    def is_pending(self) -> bool:
        return self.alarm_at is not None


class ClosureAnswer(models.Model):
    """The word of the raiser or the support engineer on a request to close. One per request; nobody
    said it where silence after the reminders did."""

    request = models.OneToOneField(ClosureRequest, on_delete=models.PROTECT, related_name="answer")
    agree = models.BooleanField()
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.request_id} {'agreed' if self.agree else 'refused'}"


class Closure(models.Model):
    """The escalation is closed, by a request that was agreed to. Reopening leaves the row."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="closures")
    request = models.OneToOneField(ClosureRequest, on_delete=models.PROTECT, related_name="closure")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="closure_at")]

    def __str__(self) -> str:
        return f"{self.escalation_id} closed"
