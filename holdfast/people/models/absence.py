from django.db import models
from django.db.models import F, Q

from holdfast.people.models.calendar import AbsenceCalendar
from holdfast.people.models.person import Person


class Absence(models.Model):
    """Days on which somebody is not at work, both ends included."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # The calendar it was read from, which says it anew at every reading; empty for what was entered by
    # hand or brought in as a file, and for what a calendar said that is read no more.
    calendar = models.ForeignKey(
        AbsenceCalendar, on_delete=models.SET_NULL, null=True, related_name="absences"
    )
    uid = models.CharField(max_length=200, default="", blank=True)  # the event's name in a calendar
    # When it begins, where that was still to come when it was entered: what its person holds is looked
    # at once more then. None afterwards.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on"]
        indexes = [
            models.Index(fields=["person", "ends_on"], name="absence_person_ends"),
            models.Index(
                fields=["alarm_at"], name="absence_alarm", condition=Q(alarm_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on} to {self.ends_on}"

    @property
    def source(self) -> str:
        """Where it is from: "hand", "calendar" (read again and again) or "file"."""
        if self.calendar_id:
            return "calendar"
        return "file" if self.uid else "hand"
