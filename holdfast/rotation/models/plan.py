from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Programme
from holdfast.rotation.models.seat import Seat, Withdrawal
from holdfast.rotation.models.window import Window

# A part of a window in a plan: a half, or empty for the whole of it.
_HALF = Q(half=None) | Q(half__in=[0, 1])


class Plan(models.Model):
    """Seats proposed for the next windows: the problem as the records stood, and what the solver made
    of it. Owed like a delivery:

        waiting -> solving (lease) -> finished, with a result or with the sentence why there is none

    A lease that ran out means that the solver died; the same problem gives the same plan again. Once
    finished a plan never changes: what a lead changes are `PlanEdit`s beside it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    # PROBLEM.json; empty until the worker has read it, where a seat given up asked for the plan.
    problem = models.JSONField(null=True)
    # The withdrawal it answers. Empty: somebody asked for it.
    after = models.OneToOneField(
        Withdrawal, on_delete=models.PROTECT, null=True, related_name="plan"
    )
    seconds = models.PositiveSmallIntegerField()  # that the solver may take
    seed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    # When the worker must look at it: at once, or at the end of a lease. Null when it is finished.
    wake_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, default="")  # who is solving: a token, not a name
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.JSONField(default=dict)  # {"levels": as far as they are known, "explaining"}
    cancel_asked_at = models.DateTimeField(null=True)

    result = models.JSONField(null=True)  # PLAN.json
    failed = models.TextField(default="")  # why there is none, in a sentence
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["wake_at"], name="plan_wake", condition=Q(wake_at__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="plan_finished_sleeps",
                condition=Q(finished_at=None, wake_at__isnull=False, result__isnull=True, failed="")
                | Q(finished_at__isnull=False, wake_at=None, result__isnull=True) & ~Q(failed="")
                | Q(finished_at__isnull=False, wake_at=None, result__isnull=False, failed=""),
            )
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}"

    @property
    def state(self) -> str:
        """waiting, solving, proposed, published or failed: read off its records."""
        if self.failed:
            return "failed"
        if self.finished_at:
            return "published" if getattr(self, "publication", None) else "proposed"
        return "solving" if self.lease else "waiting"


class PlanEdit(models.Model):
    """A seat that a lead adds to a plan, or takes out of it. The plan itself stays as it is."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="edits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    half = models.PositiveSmallIntegerField(null=True)
    adds = models.BooleanField()
    # The hard rules it breaks, as sentences, and why it is done all the same.
    breaks = models.JSONField(default=list)
    reason = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="plan_edit_half", condition=_HALF),
            models.CheckConstraint(
                name="plan_edit_broken_has_reason", condition=Q(breaks=[]) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{'add' if self.adds else 'remove'} {self.person_id} in {self.window_id}"


class Publication(models.Model):
    """The lead made a plan the rotation: seats were made, and seats it has no place for withdrawn."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="publication")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    seats = models.ManyToManyField(Seat, related_name="publications")  # that stand by it
    withdrawn = models.ManyToManyField(Seat, related_name="+")  # it had no place for

    def __str__(self) -> str:
        return f"plan {self.plan_id} published"


class Pin(models.Model):
    """A lead's word to every plan from now on: this seat must be, or must not be."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pins")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="pins")
    half = models.PositiveSmallIntegerField(null=True)
    seated = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["window", "person"], name="pin_window")]
        constraints = [models.CheckConstraint(name="pin_half", condition=_HALF)]

    def __str__(self) -> str:
        return f"{self.person_id} {'in' if self.seated else 'out of'} {self.window_id}"


class Unpin(models.Model):
    """The pin no longer counts; that it did stays."""

    pin = models.OneToOneField(Pin, on_delete=models.PROTECT, related_name="unpin")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pin {self.pin_id} taken out"
