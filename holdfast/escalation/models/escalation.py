from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Programme, Team

PREFIX = "ESC-"


class Severity(models.IntegerChoices):
    """The contract's scale. How urgent somebody feels it to be changes nothing here."""

    SEV0 = 0, "sev0: loss of service or security"
    SEV1 = 1, "sev1: most users limited, no workaround"
    SEV2 = 2, "sev2: features slow or missing, workaround exists"
    SEV3 = 3, "sev3: question or clarification"


class Phase(models.TextChoices):
    """Where its customer stood when it was raised; it decides who responds first (R84 to R86)."""

    UNKNOWN = "unknown", "Phase unknown"
    IMPLEMENTATION = "implementation", "Implementation"
    LIVE = "live", "Live"


class Escalation(models.Model):
    """A critical customer issue that the normal process cannot solve in time.

    Its states are records: an ownership makes it owned, a decline or a closure ends it, a reopening
    takes the ending away again. The three pointers say which of them stand now; triggers and the
    constraints below keep pointers, clock and records in step (promises 1 and 7 of the design).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="escalations")
    title = models.CharField(max_length=200)
    stakes = models.TextField()  # what happens if it is not addressed
    why_now = models.TextField()  # why the normal process cannot do it in time
    severity = models.PositiveSmallIntegerField(choices=Severity)
    customer = models.CharField(max_length=200, default="", blank=True)
    origin_url = models.CharField(
        max_length=2000, default="", blank=True
    )  # where it was first asked
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="raised")
    raised_at = models.DateTimeField()
    # An executive asked for it: counted, and nothing more (R72).
    exec_asked = models.BooleanField(default=False)
    phase = models.CharField(max_length=14, choices=Phase, default=Phase.UNKNOWN)
    first_response = models.TextField(default="", blank=True)  # what was done before engineering
    # Left empty though the customer's phase is known and somebody else responds first: flagged.
    past_first_responder = models.BooleanField(default=False)
    # An alert of this team found it: theirs to look at first (R78).
    alert_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    # Answerable to the customer, whoever owns the problem ("two owners").
    support_engineer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="supported"
    )

    # What stands now. `ownership` is set by a trigger when an ownership is recorded.
    ownership = models.ForeignKey(
        "Ownership", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decline = models.ForeignKey("Decline", on_delete=models.PROTECT, null=True, related_name="+")
    closure = models.ForeignKey("Closure", on_delete=models.PROTECT, null=True, related_name="+")
    pause = models.ForeignKey("Pause", on_delete=models.PROTECT, null=True, related_name="+")
    cornered = models.ForeignKey("Cornered", on_delete=models.PROTECT, null=True, related_name="+")
    # Updates are written and nothing moves, or every piece is silent (R59).
    stagnates_since = models.DateTimeField(null=True)

    # The next step always has a person and a date while the escalation is open (R54).
    next_step = models.TextField()
    next_step_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    next_step_on = models.DateField()

    # The clock. `update_due_at` is the promise people see; `alarm_at` is when the sweep acts next.
    update_due_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    alarms = models.PositiveSmallIntegerField(default=0)  # how many rang since the last update

    class Meta:
        indexes = [
            models.Index(
                fields=["alarm_at"], name="escalation_alarm", condition=Q(alarm_at__isnull=False)
            ),
            # Pages of open ones, newest first.
            models.Index(
                fields=["programme", "-id"],
                name="escalation_open",
                condition=Q(closure__isnull=True, decline__isnull=True),
            ),
            # The most urgent first.
            models.Index(
                fields=["programme", "update_due_at"],
                name="escalation_urgent",
                condition=Q(closure__isnull=True, decline__isnull=True),
            ),
            # What is stuck is found by what it is stuck on; `cornered` has an index of its own.
            models.Index(
                fields=["programme", "next_step_on"],
                name="escalation_next_step",
                condition=Q(closure__isnull=True, decline__isnull=True),
            ),
            models.Index(
                fields=["programme", "-id"],
                name="escalation_stagnates",
                condition=Q(stagnates_since__isnull=False),
            ),
            models.Index(
                fields=["programme", "-id"],
                name="escalation_declined",
                condition=Q(decline__isnull=False),
            ),
            models.Index(fields=["raised_by", "-id"], name="escalation_raised_by"),
        ]
        constraints = [
            models.CheckConstraint(
                name="escalation_open_has_clock",
                condition=Q(closure__isnull=False)
                | Q(decline__isnull=False)
                | (Q(update_due_at__isnull=False, alarm_at__isnull=False) & ~Q(next_step="")),
            ),
            models.CheckConstraint(
                name="escalation_ended_has_no_clock",
                condition=Q(closure__isnull=True, decline__isnull=True)
                | Q(update_due_at__isnull=True, alarm_at__isnull=True),
            ),
            models.CheckConstraint(
                name="escalation_ended_waits_for_nothing",
                condition=Q(closure__isnull=True, decline__isnull=True)
                | Q(pause__isnull=True, cornered__isnull=True, stagnates_since__isnull=True),
            ),
            models.CheckConstraint(
                name="escalation_one_ending",
                condition=Q(closure__isnull=True) | Q(decline__isnull=True),
            ),
            # Once somebody owns it, only a closure ends it.
            models.CheckConstraint(
                name="escalation_owned_is_not_declined",
                condition=Q(ownership__isnull=True) | Q(decline__isnull=True),
            ),
            models.CheckConstraint(
                name="escalation_asked_why", condition=~Q(stakes="") & ~Q(why_now="")
            ),
            models.CheckConstraint(
                name="escalation_severity_known", condition=Q(severity__in=[0, 1, 2, 3])
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"{PREFIX}{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closure_id is None and self.decline_id is None

    @property
    def owner(self) -> Person | None:
        """The DRI: who owns it now, or owned it last when it is closed. None before acceptance."""
        return self.ownership.person if self.ownership else None

    @property
    def answerable(self) -> Person:
        """The DRI; before acceptance the raiser."""
        return self.owner or self.raised_by

    @property
    def state(self) -> str:
        """One word for lists: raised, owned, declined or closed. Derived, never stored."""
        if self.closure_id:
            return "closed"
        if self.decline_id:
            return "declined"
        return "owned" if self.ownership_id else "raised"
