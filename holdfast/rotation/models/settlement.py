from django.db import models

from holdfast.people.models import Person, Programme
from holdfast.rotation.models.window import Window


class Settlement(models.Model):
    """Somebody said of a difference between the sources that what stands here is right. It holds for as
    long as each of them says what it said: `key` is made of that. Never changed."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=32)
    kind = models.CharField(max_length=30)  # what differs; rotation/rules/reconcile.py
    sentence = models.TextField()  # the difference, as it was shown
    window = models.ForeignKey(Window, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="settlement_once")]

    def __str__(self) -> str:
        return self.sentence
