from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Programme


class Import(models.Model):
    """A CSV of support issues: who brought it, how its columns are read, and how far it is.

        brought -> waiting -> reading (lease) -> finished, or with the sentence why it could not be

    Its rows come in by batches, each in a transaction of its own that notes what it did here. A lease
    that ran out means that whoever read it died; it goes on behind the last batch.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField(null=True)  # bytes; null while it is being brought
    sha256 = models.CharField(max_length=64, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    # As somebody decided it; null until then. See rules/mapping.py.
    mapping = models.JSONField(null=True)
    strict = models.BooleanField(default=False)
    begun_at = models.DateTimeField(null=True)

    wake_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # since the last batch

    # Where it goes on.
    offset = models.BigIntegerField(default=0)  # bytes
    line = models.BigIntegerField(default=0)

    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)  # said again of an issue further up in the file
    findings = models.JSONField(default=list)  # the first refused: {"line", "message"}
    repeats = models.JSONField(default=list)  # the first repeated: {"line", "key"}

    failed = models.TextField(default="", blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["wake_at"], name="import_wake", condition=Q(wake_at__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="import_finished_sleeps",
                condition=Q(finished_at__isnull=True, failed="")
                | Q(finished_at__isnull=False, wake_at__isnull=True),
            ),
            models.CheckConstraint(
                name="import_begun_has_mapping",
                condition=Q(begun_at__isnull=True)
                | Q(begun_at__isnull=False, mapping__isnull=False, size__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.name}"

    @property
    def state(self) -> str:
        """brought, waiting, reading, finished or failed: read off its columns."""
        if self.failed:
            return "failed"
        if self.finished_at:
            return "finished"
        if not self.begun_at:
            return "brought"
        return "reading" if self.lease else "waiting"

    @property
    def percent(self) -> int:
        return 100 if self.finished_at else int(100 * self.offset / self.size) if self.size else 0


class Chunk(models.Model):
    """About a megabyte of the file as it was brought, compressed by zlib."""

    of = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="chunks")
    starts = models.BigIntegerField()  # which byte of the file is its first
    size = models.IntegerField()  # bytes before compression
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "starts"], name="chunk_once")]

    def __str__(self) -> str:
        return f"{self.size} bytes of {self.of_id}"
