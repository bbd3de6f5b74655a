from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from holdfast.people.models.person import Person
from holdfast.people.models.programme import Programme


class AbsenceCalendar(models.Model):
    """Where somebody's days away are read from, again and again. Whoever knows the address may read
    that calendar, so only its host is ever shown."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="absence_calendar")
    address = models.TextField()
    words = models.CharField(max_length=200, default="", blank=True)  # only events with one of them
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    read_at = models.DateTimeField(null=True)  # the last time it could be read
    whole_at = models.DateTimeField(null=True)  # the last time all of it came, not "as before"
    next_at = models.DateTimeField()  # when it is read next, for people; the delivery wakes itself
    etag = models.CharField(max_length=300, default="")  # what the server calls what we have
    modified = models.CharField(max_length=100, default="")
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # its person was told of this row of failures
    problem = models.CharField(max_length=300, default="", blank=True)  # of a failure: one sentence
    left_out = models.CharField(max_length=300, default="", blank=True)  # of what was read

    def __str__(self) -> str:
        return f"{self.person_id} from {self.host}"

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""


class CalendarFeed(models.Model):
    """An address under which a calendar program reads the rotation, or one's own seats in it. The
    address is the key: shown once, here is its digest; who makes it anew ends the old one."""

    class Kind(models.TextChoices):
        PERSON = "person", "Own seats"
        PROGRAMME = "programme", "The whole rotation"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calendar_feeds")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    prefix = models.CharField(max_length=12)  # what a person recognises it by
    digest = models.CharField(max_length=64, unique=True)  # SHA-256: the secret has 256 bits
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "kind"],
                condition=Q(revoked_at=None),
                name="calendar_feed_live_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.kind})"
