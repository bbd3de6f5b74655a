from django.db import models
from django.db.models import Q

from holdfast.people.models import Person


class AtCapacity(models.Model):
    """An engineer can take no more for now: intake looks past them, the lead sees it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="at_capacity")
    reason = models.CharField(max_length=200, default="", blank=True)
    until = models.DateField(null=True)  # the last day, in their zone; null is until they say so
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="at_capacity_once", condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} is at capacity"
