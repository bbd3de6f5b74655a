from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Decline(models.Model):
    """The programme says no, with a reason and what to do instead. It stays the raiser's."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="declines")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    alternative = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.escalation_id} declined"
