from django.db import models
from django.db.models import Q


class Incoming(models.Model):
    """Something another program told us: written down before it is answered, worked on later.

    Its own name for it (`key`) makes a repeat harmless. `wake_at` is when the worker must look at it
    next: due, to try again, or the end of a lease. Null when it is done (`done_at` says when) or dead.
    """

    source = models.CharField(max_length=20)  # "slack"; each edge names its own
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=120)  # in the source's words
    body = models.JSONField()

    received_at = models.DateTimeField()
    wake_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, default="")  # who is working: a token, not a name
    attempts = models.PositiveIntegerField(default=0)
    note = models.TextField(default="")  # the last error
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["source", "wake_at"],
                name="incoming_wake",
                condition=Q(wake_at__isnull=False),
            ),
            models.Index(
                fields=["done_at"], name="incoming_done", condition=Q(done_at__isnull=False)
            ),
            models.Index(
                fields=["-id"],
                name="incoming_dead",
                condition=Q(wake_at__isnull=True, done_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="incoming_once"),
            models.CheckConstraint(
                name="incoming_done_sleeps",
                condition=Q(done_at__isnull=True) | Q(wake_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.key}"
