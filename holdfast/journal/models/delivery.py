from django.db import models
from django.db.models import Q

from holdfast.journal.models.event import Event


class Delivery(models.Model):
    """Something owed to the outside because of an event: one message to one recipient.

    Written in the transaction of its cause, so no crash loses it. States:

        pending -> sending (lease) -> sent
                      |    \\-> retry (wakes later) -> sending ...
                      |     \\-> dead (refused for good; shown to the lead) -> pending (put back)
                      \\-> in_doubt (cut off: ask the other side, then send again or not)
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        RETRY = "retry"
        IN_DOUBT = "in_doubt"
        SENT = "sent"
        DEAD = "dead"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)  # "mail"; each edge with a channel names its own
    recipient = models.CharField(max_length=80)  # whom, in the channel's words; a person's number
    key = models.CharField(max_length=200, unique=True)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    # When the worker must look at it next: due, to retry, or the end of a lease. Null when done.
    wake_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, default="")  # who is sending: a token, not a name
    attempts = models.PositiveIntegerField(default=0)
    resent = models.PositiveIntegerField(default=0)  # sent again without knowing of the first
    note = models.TextField(default="")  # the last error, or what the other side answered

    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message = models.JSONField(null=True)  # what was sent, as it was sent

    class Meta:
        indexes = [
            # Each channel has a sender of its own: a slow mail server delays only mail.
            models.Index(
                fields=["channel", "wake_at"],
                name="delivery_wake",
                condition=Q(wake_at__isnull=False),
            ),
            models.Index(fields=["channel", "-id"], name="delivery_channel"),
            models.Index(fields=["recipient", "-id"], name="delivery_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_done_sleeps",
                condition=Q(state__in=["sent", "dead"], wake_at__isnull=True)
                | (~Q(state__in=["sent", "dead"]) & Q(wake_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
