from django.db import models


class Event(models.Model):
    """A fact: something happened to a subject, at an instant, by somebody.

    Never updated and never deleted; the database refuses both. The journal stands below people, so
    it names a person by number; who they are is told by whoever reads it.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)  # noun and past participle: "escalation.accepted"
    subject = models.CharField(max_length=40)  # "ESC-42", "window-7", "person-3"
    by = models.BigIntegerField(null=True)  # a person's number; null is the clock
    via = models.CharField(max_length=12)  # the surface: web, api, cli, clock
    data = models.JSONField(default=dict)

    # What makes a repeat harmless: a request's own name, or a timer's ("update-due:ESC-42:...").
    key = models.CharField(max_length=160, null=True, unique=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="event_subject"),
            models.Index(fields=["kind", "at"], name="event_kind_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
