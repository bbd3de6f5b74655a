from django.db import models

from holdfast.slack.models.room import Room


class Group(models.Model):
    """What we know of a programme's user group: who was in it when we last looked or wrote.

    `written` is what we last put in: where `members` differs from it, somebody changed it by hand.
    All lists are of user ids, sorted; those of people are of their numbers.
    """

    class StandIn(models.TextChoices):
        NOBODY = "nobody", "nobody is on"
        UNMAPPED = "unmapped", "nobody who is on has a Slack account that is known here"

    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="group")
    members = models.JSONField(default=list)
    seen_at = models.DateTimeField(null=True)
    written = models.JSONField(null=True)  # null: the next difference is written whatever is in it
    written_at = models.DateTimeField(null=True)
    before = models.JSONField(null=True)  # what was in it when we last wrote
    drift = models.JSONField(null=True)  # what the leads were told that a hand had made of it
    drift_at = models.DateTimeField(null=True)  # since when a hand-made change waits for a decision
    held = models.JSONField(null=True)  # adopted by choice: kept as it is until who is on changes
    refused = models.TextField(
        default="", blank=True
    )  # why we may not write it; empty while we may
    refused_for = models.JSONField(null=True)  # what we could not put in; null: not even read it
    tried_at = models.DateTimeField(null=True)
    # The leads are in it in the place of who is on.
    stand_in = models.CharField(max_length=10, choices=StandIn, default="", blank=True)
    unmapped = models.JSONField(default=list)  # people who are on, without a Slack account

    def __str__(self) -> str:
        return f"group of {self.room}"
