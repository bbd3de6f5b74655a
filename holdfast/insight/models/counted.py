from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.people.models import Programme


class Counted(models.Model):
    """One thing that a figure counts of an escalation (`rules/course.Counted`), derived from the
    journal: it can be forgotten at any time and is then worked out anew (decision 0021)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()  # says in which period it counts
    until = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    hours = models.FloatField(null=True)
    yes = models.BooleanField(default=False)
    word = models.CharField(max_length=20, default="")
    klass = models.CharField(max_length=14, default="")
    exec = models.BooleanField(default=False)
    by = models.BigIntegerField(null=True)  # a person's number; null is the clock

    class Meta:
        indexes = [
            # Counts and medians of a period need the index only.
            models.Index(
                fields=["programme", "kind", "at", "yes", "exec", "hours"], name="counted_in_period"
            ),
            # What ended after a moment was there at it, if it had begun.
            models.Index(
                fields=["programme", "kind", "until", "at", "since"],
                name="counted_until",
                condition=Q(kind__in=["open", "cornered"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.kind}"
