from django.db import models

from holdfast.people.models import Person, Team
from holdfast.tracker.port import known


class Place(models.Model):
    """Where the work of a team is kept: what is filed for it goes there."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="place")
    tracker = models.CharField(max_length=20)  # the name of a `Tracker`
    where = models.CharField(max_length=200)  # "acme/payments", "PAY"
    # Pieces handed to the team are filed at once; otherwise when somebody says so.
    by_itself = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    # What was seen when it was last looked at: `trouble` where it could not be filed there then.
    looked_at = models.DateTimeField(null=True)
    public = models.BooleanField(null=True)
    trouble = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        ordering = ["team__name"]

    def __str__(self) -> str:
        return f"{self.tracker} {self.where}"

    @property
    def title(self) -> str:
        """The tracker as people call it; its short name where nobody here knows it."""
        there = known(self.tracker)
        return there.title if there else self.tracker
