from django.db import models

from holdfast.people.models import Programme


class Tally(models.Model):
    """One for each programme: whoever changes its issues locks it first, so that counts and matches
    are kept in the transaction of the change and nobody meets half of one."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="tally")
    zone = models.CharField(max_length=64)  # whose days the counts are of
    # Escalations up to this number were looked at for what they point at.
    looked = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"issues by days of {self.zone}"


class DayCount(models.Model):
    """How many issues that are not deleted were opened on a day, by team and filed defects apart.

    Nothing but a sum of `Issue`, kept by `take_in`: a year is read from some thousand rows.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()  # in the zone of the tally
    team = models.CharField(max_length=80, default="", blank=True)
    filed_defect = models.BooleanField()
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "day", "team", "filed_defect"], name="one_count_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.team}: {self.count}"
