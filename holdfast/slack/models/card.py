from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Escalation


class Card(models.Model):
    """The living card of an escalation: one message, edited and never repeated, in the thread it was
    first asked in; in the programme's channel where it came from elsewhere.

    A thread has one open escalation at most; `released_at` lets go of the thread when it ended and
    another one began there.
    """

    escalation = models.OneToOneField(Escalation, on_delete=models.PROTECT, related_name="card")
    channel_id = models.CharField(max_length=30)
    thread_ts = models.CharField(
        max_length=30, default="", blank=True
    )  # empty: the card is its root
    ts = models.CharField(
        max_length=30, default="", blank=True
    )  # the message; empty: not posted yet
    digest = models.CharField(max_length=64, default="", blank=True)  # what it shows
    released_at = models.DateTimeField(null=True)
    trouble = models.TextField(default="", blank=True)  # why it is not kept up, for people to mend
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel_id", "thread_ts"],
                name="card_thread_once",
                condition=Q(released_at__isnull=True) & ~Q(thread_ts=""),
            )
        ]
        indexes = [models.Index(fields=["channel_id", "ts"], name="card_message")]

    def __str__(self) -> str:
        return f"card of {self.escalation_id}"

    @property
    def root_ts(self) -> str:
        """The message that its thread hangs on; empty while the card is not posted."""
        return self.thread_ts or self.ts


class Reply(models.Model):
    """Our first answer in a thread that called for help: it becomes the card when it is raised."""

    channel_id = models.CharField(max_length=30)
    thread_ts = models.CharField(max_length=30)
    ts = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel_id", "thread_ts"], name="reply_once")
        ]

    def __str__(self) -> str:
        return f"reply in {self.channel_id}"
