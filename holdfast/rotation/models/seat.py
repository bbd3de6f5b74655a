from django.db import models

from holdfast.people.models import Person
from holdfast.rotation.models.window import Window


class Seat(models.Model):
    """One person in one window. An unfilled seat is no row: it is what `wanted` still lacks.

    States are read off records and the calendar: proposed (no record), confirmed, withdrawn;
    active and served when the window's time has come and gone.
    """

    class Source(models.TextChoices):
        TABLE = "table", "Rotation table"
        HAND = "hand", "Entered here"

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField(default=0)  # the order the table names them in
    region = models.CharField(max_length=20, default="", blank=True)
    source = models.CharField(max_length=8, choices=Source)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        # That nobody sits twice in a window is a trigger (migration 0003): withdrawn seats stay.

    def __str__(self) -> str:
        return f"{self.person_id} in {self.window_id}"


class Confirmation(models.Model):
    """The person, or the lead for them, says that the seat is real. Until then it is a claim."""

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seat {self.seat_id} confirmed"


class Withdrawal(models.Model):
    """The seat will not be, or was not, served. Kept: history is not rewritten.

    Nobody in `by` is the operator at the command line.
    """

    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"seat {self.seat_id} withdrawn"
