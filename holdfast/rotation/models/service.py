from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Person
from holdfast.rotation.models.seat import Seat
from holdfast.rotation.models.window import Window


class WindowClosing(models.Model):
    """A window is over, and who served in it was credited. Closed again, with the next number, when
    what it rests on has changed since: other dates, another seat, a withdrawal.

    The clock does it. It keeps what it looked at, so that the sweep sees that there is more by now.
    """

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="closings")
    number = models.PositiveIntegerField()  # 1 closes it, those after it correct that
    starts_on = models.DateField()
    ends_on = models.DateField()  # as people write it
    until = models.DateField()  # the first day after it
    seats = models.PositiveIntegerField()  # how many there were, withdrawn ones too
    withdrawn = models.PositiveIntegerField()
    # It was closed and moved to days that are not over: nothing is credited until they are.
    reopened = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["window", "number"], name="window_closing_once")
        ]

    def __str__(self) -> str:
        return f"{self.window_id} closed ({self.number})"


class ServedHalf(models.Model):
    """Somebody served this half of this window; all counting of service counts these.

    Never changed: one that turns out wrong is struck, with the reason, and another is written. At
    most one of a person stands for a half; `number` counts those before it, and a trigger refuses
    one out of turn or while another stands (migration 0010).
    """

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="served")
    half = models.PositiveSmallIntegerField()  # 0 or 1
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="served")
    number = models.PositiveIntegerField(default=1)
    # The seat it was served in; none where a lead says so without one.
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()  # the days of the half, half open
    until = models.DateField()
    days = models.PositiveSmallIntegerField()  # of them, how many they sat
    # False is "as reported": nobody confirmed the seat. A confirmation since then counts too.
    confirmed = models.BooleanField()
    reason = models.TextField(default="", blank=True)  # of a lead's word
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["starts_on", "half", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "half", "person", "number"], name="served_half_once"
            ),
            models.CheckConstraint(name="served_half_is_a_half", condition=Q(half__in=[0, 1])),
            models.CheckConstraint(
                name="served_half_is_days", condition=Q(until__gt=F("starts_on"))
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="served_half_person")]

    def __str__(self) -> str:
        return f"{self.person_id} served half {self.half} of {self.window_id}"


class Strike(models.Model):
    """A served half that is not: it was not served, or not like this. Both stay on record.

    Nobody in `by` is the clock, after the window was changed.
    """

    served = models.OneToOneField(ServedHalf, on_delete=models.PROTECT, related_name="strike")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.served_id} struck"
