from django.db import models
from django.db.models import F, Q

from holdfast.escalation.models.closure import Closure
from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Merge(models.Model):
    """This escalation is the same as another one, which survives. Its closure says so; both
    timelines stay as they are."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="duplicates")
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="merge")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="merge_into_another", condition=~Q(escalation=F("into")))
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} merged into {self.into_id}"
