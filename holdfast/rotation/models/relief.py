from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Team
from holdfast.rotation.models.seat import Seat


class Relief(models.Model):
    """What a home team's scope is reduced by for one of its people's seats (R35).

    Its numbers are those of the moment it was made and never change: a seat whose days change gets
    another relief, and this one an end. One of a seat stands at a time (a trigger). Without a team
    there is no percent, and whoever shows it says so in words.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="reliefs")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="reliefs")
    # Who answers for it now: the manager as the directory has them (R90), where there is none the
    # team's contact; nobody means the leads.
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_before = models.DateField()  # the first day after it
    allocation = models.PositiveSmallIntegerField()  # percent of the engineer's working time
    ee_days = models.PositiveIntegerField()  # working days of the engineer in these days
    capacity_days = models.PositiveIntegerField()  # working days of the whole team in them
    percent = models.DecimalField(max_digits=5, decimal_places=1, null=True)  # of the team's scope
    # What the capacity was counted from: [a person's number, their working days] of each.
    members = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # The sweep's timer: when its manager is asked again, and at the end what became of it.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["alarm_at"], name="relief_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(fields=["team", "starts_on"], name="relief_of_team"),
            models.Index(fields=["manager"], name="relief_of_manager"),
        ]
        constraints = [
            models.CheckConstraint(
                name="relief_without_team_has_no_percent",
                condition=Q(team__isnull=False) | Q(percent__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"relief for seat {self.seat_id}"


class ReliefAcknowledgement(models.Model):
    """Whoever answers for the home team has seen it and makes room. `via` says how they came."""

    relief = models.OneToOneField(Relief, on_delete=models.PROTECT, related_name="acknowledgement")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=12)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"relief {self.relief_id} acknowledged"


class ReliefEnd(models.Model):
    """It stands no longer: its seat was withdrawn, or has other days now."""

    relief = models.OneToOneField(Relief, on_delete=models.PROTECT, related_name="end")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"relief {self.relief_id} ended"


class Dropped(models.Model):
    """One thing the team does not do in that time, named."""

    relief = models.ForeignKey(Relief, on_delete=models.PROTECT, related_name="dropped")
    text = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["relief", "text"], name="dropped_once"),
            models.CheckConstraint(name="dropped_says_what", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text


class DroppedOutcome(models.Model):
    """What became of it: dropped as promised, or done all the same; the newest word counts."""

    dropped = models.ForeignKey(Dropped, on_delete=models.PROTECT, related_name="outcomes")
    was_dropped = models.BooleanField()
    # Working days of relief it really gave; what was done all the same gave none.
    days = models.DecimalField(max_digits=5, decimal_places=1)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="dropped_outcome_days",
                condition=Q(days__gte=0) & (Q(was_dropped=True) | Q(days=0)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dropped_id} {'dropped' if self.was_dropped else 'done all the same'}"
