from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person


class Learning(models.Model):
    """What others should know next time, and who they are (R23, R24, R83)."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="learnings")
    text = models.TextField()
    audience = models.CharField(
        max_length=20, default="", blank=True
    )  # of CE, IE, TA, SE, by comma
    customer_words = models.TextField(default="", blank=True)  # pain and gratitude, as they said it
    doc_url = models.CharField(max_length=2000, default="", blank=True)
    tool_url = models.CharField(max_length=2000, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"learning {self.pk} of {self.escalation_id}"
