from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Participant(models.Model):
    """Somebody involved, what they need, and when they were last spoken to (R46, R49).

    A person of the company hears every update; somebody outside has a name only.
    """

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="participants"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="participations"
    )
    name = models.CharField(max_length=200, default="", blank=True)  # of somebody outside
    needs = models.TextField(default="", blank=True)
    spoken_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["escalation", "person"],
                name="participant_once",
                condition=Q(left_at__isnull=True),
            ),
            models.CheckConstraint(
                name="participant_is_somebody",
                condition=Q(person__isnull=False) ^ ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)
