from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Person


class Waiver(models.Model):
    """Somebody asked for a seat in these days and got none: what they did not serve is not held
    against them (R33). Granted by a lead, never changed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers")
    starts_on = models.DateField()  # the period, both ends included
    ends_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on", "ends_on"], name="waiver_once"),
            models.CheckConstraint(
                name="waiver_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"waiver for {self.person_id}, {self.starts_on} to {self.ends_on}"
