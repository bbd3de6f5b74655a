from django.db import models

from holdfast.slack.models.room import Room


class Group(models.Model):
    """What we know of a programme's user group: who was in it when we last looked or wrote.

    `written` is what we last put in: where `members` differs from it, somebody changed it by hand.
    """

    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="group")
    members = models.JSONField(default=list)  # user ids, sorted
    seen_at = models.DateTimeField(null=True)
    written = models.JSONField(null=True)  # user ids, sorted; null before the first time
    written_at = models.DateTimeField(null=True)
    drift_at = models.DateTimeField(null=True)  # since when a hand-made change waits for a decision
    held = models.JSONField(null=True)  # adopted by choice: kept as it is until who is on changes
    refused = models.TextField(
        default="", blank=True
    )  # why we may not write it; empty while we may

    def __str__(self) -> str:
        return f"group of {self.room}"
