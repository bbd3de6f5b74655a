from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class EscalationClass(models.TextChoices):
    """What it turned out to be (R79 to R83)."""

    WRONG_USE = "wrong_use", "Wrong use"
    MANY_TEAMS = "many_teams", "Many teams"
    UNCLEAR_SOURCE = "unclear_source", "Unclear source"
    QUICK_FIX = "quick_fix", "Quick fix"
    DEFECT = "defect", "Defect"
    TOOLING = "tooling", "Tooling"
    OTHER = "other", "Other"


class Classification(models.Model):
    """The class somebody gave it, with the evidence. The last one stands."""

    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, related_name="classifications"
    )
    word = models.CharField(max_length=14, choices=EscalationClass)
    evidence = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.word}"
