from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Ownership(models.Model):
    """From `at` on this person is the DRI, until the next ownership or the closure.

    A chain that only grows: the database refuses UPDATE, DELETE, a number out of turn and a link on
    an ended escalation. The owner is the last link, so there cannot be two, and after the first
    there cannot be none (promise 1).
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="ownerships")
    number = models.PositiveIntegerField()  # 1 is the acceptance
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ownerships")
    at = models.DateTimeField()
    # The accepted offer it came by; null for the acceptance of the escalation itself.
    handover = models.OneToOneField(
        "Handover", on_delete=models.PROTECT, null=True, related_name="ownership"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["escalation", "number"], name="ownership_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="ownership_person"),
            models.Index(fields=["at"], name="ownership_at"),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} #{self.number}: {self.person_id}"
