from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Reopening(models.Model):
    """A closed or declined escalation is live again, with all its history.

    A closed one goes back to its last DRI: they own the solution until somebody else accepts it.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="reopenings")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.escalation_id} reopened"
