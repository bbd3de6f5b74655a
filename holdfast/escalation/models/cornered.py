from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Cornered(models.Model):
    """The DRI cannot move it on alone and says so at once (R53). Somebody is asked, then who stands
    above them, until one says they have it; the time until it moves again is counted."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="corners")
    reason = models.TextField()
    until = models.DateTimeField()  # when it must be moving again
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The sweep's timer: when the next rung is asked. Null once it is over.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escalation"], name="cornered_once", condition=Q(alarm_at__isnull=False)
            )
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="cornered_alarm", condition=Q(alarm_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} is cornered"

    @property
    def is_over(self) -> bool:
        return self.alarm_at is None


class Rung(models.Model):
    """Somebody asked to help out of the corner, and since when. Acknowledging is its own record."""

    class Part(models.TextChoices):
        NAMED = "named", "Asked by name"
        LEAD = "lead", "Programme lead"
        MANAGER = "manager", "Manager of the owner"
        SPONSOR = "sponsor", "Sponsor"

    cornered = models.ForeignKey(Cornered, on_delete=models.PROTECT, related_name="rungs")
    number = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=8, choices=Part)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cornered", "person"], name="rung_once_a_person")
        ]

    def __str__(self) -> str:
        return f"rung {self.number} of {self.cornered_id}: {self.person_id}"


class Acknowledgement(models.Model):
    """Whoever was asked says that they have it, and what they will do."""

    rung = models.OneToOneField(Rung, on_delete=models.PROTECT, related_name="acknowledgement")
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"rung {self.rung_id} acknowledged"


class Freed(models.Model):
    """It moves again, and how. Nobody frees it where it closed by itself, after silence."""

    cornered = models.OneToOneField(Cornered, on_delete=models.PROTECT, related_name="freed")
    how = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.cornered_id} freed"
