from django.db import models

from holdfast.slack.models.room import Room


class Projection(models.Model):
    """Something in Slack that shows what stands here: a topic, a bookmark, a canvas.

    Written again only where what it should show differs from `digest`.
    """

    class Kind(models.TextChoices):
        TOPIC = "topic"
        BOOKMARK = "bookmark"
        CANVAS = "canvas"

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="projections")
    kind = models.CharField(max_length=10, choices=Kind)
    channel_id = models.CharField(max_length=30, default="", blank=True)  # where it was written
    remote_id = models.CharField(max_length=30, default="", blank=True)  # Slack's name for it
    digest = models.CharField(max_length=64, default="", blank=True)
    written_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "kind"], name="projection_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.room}"
