from django.db import models

from holdfast.people.models import Person, Programme


class Room(models.Model):
    """Where a programme lives in Slack: its group, its channel, and what is kept up there.

    Chosen on the page /setup/slack. The ids are Slack's and stay when something is renamed.
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="room")
    group_id = models.CharField(max_length=30, default="", blank=True)  # S...: who is on now (R3)
    group_handle = models.CharField(max_length=80, default="", blank=True)
    channel_id = models.CharField(max_length=30, default="", blank=True)  # C...: announcements (R5)
    channel_name = models.CharField(max_length=80, default="", blank=True)
    # Public channels that are joined to notice when the group is called; shell patterns, one a line.
    joins = models.TextField(default="", blank=True)
    keeps_topic = models.BooleanField(default=True)
    keeps_bookmark = models.BooleanField(default=True)
    keeps_canvas = models.BooleanField(default=False)  # needs a paid plan of Slack's
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.programme} in #{self.channel_name}"

    @property
    def patterns(self) -> list[str]:
        return [line.strip().lstrip("#") for line in self.joins.splitlines() if line.strip()]
