from django.db import models

from holdfast.people.models import Person
from holdfast.rotation.models import Seat


class ReturnNote(models.Model):
    """What an engineer tells their home team in their own words, at the end of a seat. The last one
    stands."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="return_notes")
    text = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"note {self.pk} on the return from {self.seat_id}"


class Return(models.Model):
    """The report of a seat as it was sent to the home team (R24): never changed."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="return_report")
    data = models.JSONField()
    markdown = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"return from {self.seat_id}"
