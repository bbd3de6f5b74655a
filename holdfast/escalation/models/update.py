from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Update(models.Model):
    """What everybody involved should know now. It restarts the clock."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="updates")
    text = models.TextField()
    next_step = models.TextField(default="", blank=True)  # as it stood from then on
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["escalation", "-id"], name="update_latest")]

    def __str__(self) -> str:
        return f"{self.escalation_id} updated"
