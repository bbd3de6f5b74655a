from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Person
from holdfast.rotation.models.seat import Seat


class Swap(models.Model):
    """A seat, or some days of it, offered to somebody or to all who could. Until it is taken nothing
    changes: the giver stays on (promise 5).

    It goes through with the yes of both, who gives and who takes. An offer has its giver's yes from
    the start; one that somebody arranged for them waits for both. To give a taken seat back is a swap
    the other way, which `undoes` the first.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="swaps")
    # The days offered, as a seat has them: the last, or the day on which they come back. Always
    # written out, also where they are the whole seat.
    starts_on = models.DateField()
    ends_on = models.DateField()
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    # A seat of theirs that goes to the giver at the same moment, whole.
    in_return = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    undoes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="untakings"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The sweep's timer: a reminder, then the end. Null once it has ended; not null is what makes it
    # open. The database sets it back to `at` when a seat of it is withdrawn or its window moved.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], name="swap_one_open", condition=Q(alarm_at__isnull=False)
            ),
            models.CheckConstraint(name="swap_has_days", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="swap_expires_later", condition=Q(expires_at__gt=F("at"))),
            models.CheckConstraint(
                name="swap_in_return_of_somebody", condition=Q(in_return=None) | ~Q(to=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="swap_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(fields=["to"], name="swap_to", condition=Q(alarm_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"seat {self.seat_id} offered, {self.starts_on} to {self.ends_on}"

    @property
    def days(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on

    @property
    def is_open(self) -> bool:
        return self.alarm_at is not None

    @property
    def is_void(self) -> bool:
        """Has a seat of it been withdrawn, or its window moved, since it was offered?"""
        return self.alarm_at is not None and self.alarm_at <= self.at

    @property
    def is_arranged(self) -> bool:
        """Not made by its giver, so that they are asked, too."""
        return self.undoes_id is None and self.by_id != self.seat.person_id


class SwapAnswer(models.Model):
    """The yes or the no of one person to a swap. What anybody of many says no to stays open."""

    swap = models.ForeignKey(Swap, on_delete=models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agree = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["swap", "person", "agree"], name="swap_answer_once")
        ]

    def __str__(self) -> str:
        return f"swap {self.swap_id}: {'yes' if self.agree else 'no'} of {self.person_id}"


class SwapOverride(models.Model):
    """The lead lets these rules be broken by it, for this reason; any other still holds."""

    swap = models.OneToOneField(Swap, on_delete=models.PROTECT, related_name="override")
    rules = models.JSONField()  # their names, as `rotation.rules.swap` has them
    said = models.JSONField()  # the sentences the lead read
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"swap {self.swap_id} in spite of {', '.join(self.rules)}"


class SwapEnd(models.Model):
    """How it ended, once: whoever comes second is told what the first one did."""

    class Word(models.TextChoices):
        TAKEN = "taken"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    swap = models.OneToOneField(Swap, on_delete=models.PROTECT, related_name="end")
    word = models.CharField(max_length=10, choices=Word)
    # Who took it and the seat they have by it; the seat that went to the giver in return.
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken = models.OneToOneField(Seat, on_delete=models.PROTECT, null=True, related_name="taken_by")
    returned = models.OneToOneField(
        Seat, on_delete=models.PROTECT, null=True, related_name="returned_by"
    )
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="swap_taken_by_somebody",
                condition=Q(word="taken", taker__isnull=False, taken__isnull=False)
                | (~Q(word="taken") & Q(taker=None, taken=None, returned=None)),
            )
        ]

    def __str__(self) -> str:
        return f"swap {self.swap_id} {self.word}"
