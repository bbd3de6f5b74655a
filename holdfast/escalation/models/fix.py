from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person, Team


class Fix(models.Model):
    """Who solved it and why they did (R55, R57, R73, R87): not always who leads it.

    A fix by somebody outside the owning team is reviewed by one of that team, or stands on the list
    of exceptions with its reason (R88).
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="fixes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fixes")
    why = models.TextField()
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+"
    )  # owns what was fixed
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    exception = models.TextField(default="", blank=True)  # why nobody of the team reviewed it
    url = models.CharField(max_length=2000, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fix_exception_or_reviewer",
                condition=Q(reviewer__isnull=True) | Q(exception=""),
            )
        ]
        indexes = [models.Index(fields=["-id"], name="fix_exceptions", condition=~Q(exception=""))]

    def __str__(self) -> str:
        return f"fix of {self.escalation_id}"
