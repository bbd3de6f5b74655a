"""An engineer takes a paper cut, is interrupted by customers, and ships it or hands it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.papercut.models.paper_cut import PaperCut
from holdfast.people.models import Person
from holdfast.rotation.models import Seat


class PickUp(models.Model):
    """An engineer works on it from `at` on. Of a paper cut one stands at a time (a trigger)."""

    cut = models.ForeignKey(PaperCut, on_delete=models.PROTECT, related_name="pick_ups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pick_ups")
    # In whose days it is done; nobody checks that it ends with them.
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "-id"], name="pick_up_person")]

    def __str__(self) -> str:
        return f"{self.cut_id} picked up by {self.person_id}"


class PickUpEnd(models.Model):
    """They do not work on it any more: handed back, or over with what ended the paper cut."""

    class How(models.TextChoices):
        HANDED_BACK = "handed_back", "Handed back"
        SHIPPED = "shipped", "Shipped"
        DROPPED = "dropped", "Dropped"

    pick_up = models.OneToOneField(PickUp, on_delete=models.PROTECT, related_name="end")
    how = models.CharField(max_length=12, choices=How)
    reason = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pick-up {self.pick_up_id} {self.how}"


class Interruption(models.Model):
    """From `at` on a customer's issue came first (R64). The board reads off the escalations whether
    it is so now; this keeps how long it was so, which no other record tells."""

    pick_up = models.ForeignKey(PickUp, on_delete=models.PROTECT, related_name="interruptions")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)  # as the board said it then
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"pick-up {self.pick_up_id} interrupted"


class InterruptionEnd(models.Model):
    """Nothing of a customer's needs them any more, or the work is over."""

    interruption = models.OneToOneField(Interruption, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"interruption {self.interruption_id} over"


class Shipment(models.Model):
    """It is with the customers. `days` is what it took: as the engineer says, or what was counted.

    `counted` are the working days in which it was picked up, less those interrupted; None where
    nobody had picked it up. All three are as they were that day.
    """

    cut = models.OneToOneField(PaperCut, on_delete=models.PROTECT, related_name="shipment")
    url = models.CharField(max_length=2000, default="", blank=True)
    words = models.TextField(default="", blank=True)  # what its customers may hear
    days = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    counted = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    interrupted = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shipment_days_count",
                condition=(Q(days__isnull=True) | Q(days__gte=0))
                & (Q(counted__isnull=True) | Q(counted__gte=0))
                & Q(interrupted__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cut_id} shipped"


class Dropped(models.Model):
    """Nobody will do it here, and why."""

    cut = models.OneToOneField(PaperCut, on_delete=models.PROTECT, related_name="dropped")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="dropped_cut_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.cut_id} dropped"
