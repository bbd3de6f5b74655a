from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Link(models.Model):
    """Where else it lives: the incident it belongs to, and other pages worth having at hand."""

    class Sort(models.TextChoices):
        INCIDENT = "incident", "Incident"
        OTHER = "other", "Other"

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="links")
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=200, default="", blank=True)
    sort = models.CharField(max_length=8, choices=Sort, default=Sort.INCIDENT)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title or self.url
