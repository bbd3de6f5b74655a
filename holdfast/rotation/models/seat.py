from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Person, Team
from holdfast.rotation.models.window import Window


class Seat(models.Model):
    """One person in one window. An unfilled seat is no row: it is what `wanted` still lacks.

    States are read off records and the calendar: proposed (no record), confirmed, withdrawn;
    active and served when the window's time has come and gone.
    """

    class Source(models.TextChoices):
        TABLE = "table", "Rotation table"
        HAND = "hand", "Entered here"
        PLAN = "plan", "A published plan"
        SWAP = "swap", "A swap"

    class ReasonKind(models.TextChoices):
        """Why a seat differs from a whole window at full time (R28)."""

        BUSINESS = "business", "Business"
        TEAM = "team", "Team"
        INDIVIDUAL = "individual", "Individual"

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    # A part of the window, dates as people write them; empty is the whole of it.
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)  # its last day, or the day another part starts on
    # Who lends them, as it was when they were seated; the manager is the directory's (R90).
    home_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    allocation = models.PositiveSmallIntegerField(default=100)  # percent of their working time
    reason_kind = models.CharField(max_length=10, choices=ReasonKind, default="", blank=True)
    reason = models.TextField(default="", blank=True)  # of a part, of less than full time
    position = models.PositiveSmallIntegerField(default=0)  # the order the table names them in
    region = models.CharField(max_length=20, default="", blank=True)
    source = models.CharField(max_length=8, choices=Source)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        # That nobody sits twice on a day is a trigger (migration 0004): withdrawn seats stay.
        constraints = [
            models.CheckConstraint(
                name="seat_part_is_days",
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="seat_allocation_is_percent",
                condition=Q(allocation__gte=1, allocation__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.window_id}"

    @property
    def part(self) -> tuple[date, date] | None:
        """Its days where it is a part of the window, None where it is the whole."""
        return (self.starts_on, self.ends_on) if self.starts_on and self.ends_on else None

    @property
    def days(self) -> tuple[date, date]:
        """Its first day and its last, or its handover day."""
        return self.part or (self.window.starts_on, self.window.ends_on)


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
