from django.db import models
from django.db.models import F, Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Handover(models.Model):
    """An offer of ownership to a named successor. Until they accept, nothing changes (promise 2)."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="handovers")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offers")
    note = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The sweep's timer; null once there is an answer. Not null is what makes an offer pending.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escalation"],
                name="handover_one_pending",
                condition=Q(alarm_at__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_expires_later", condition=Q(expires_at__gt=F("at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="handover_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(
                fields=["to"], name="handover_offered_to", condition=Q(alarm_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} offered to {self.to_id}"

    @property
    def is_pending(self) -> bool:
        return self.alarm_at is not None


class HandoverAnswer(models.Model):
    """How an offer ended. One per offer: whoever answers second is told what the first said."""

    class Word(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="answer")
    word = models.CharField(max_length=10, choices=Word)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"offer {self.handover_id} {self.word}"
