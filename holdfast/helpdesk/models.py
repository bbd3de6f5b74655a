from typing import ClassVar

from django.db import models


class Reading(models.Model):
    """How far the tickets of one Zendesk are read, and what keeps us from it.

    One for each address, so that another Zendesk is read from its beginning. `cursor` is Zendesk's own
    word for where the next page begins; empty, the reading begins at `since`.
    """

    helpdesk = models.CharField(max_length=300, unique=True)  # its address
    since = models.DateTimeField()  # what changed before is not asked for
    cursor = models.CharField(max_length=500, default="", blank=True)
    read_until = models.DateTimeField(null=True)  # the latest change that was read
    tickets = models.PositiveBigIntegerField(default=0)  # taken in so far, repeats and changes too
    at = models.DateTimeField(null=True)  # when a page was read last
    whole_at = models.DateTimeField(null=True)  # when Zendesk last had nothing more
    note = models.TextField(default="", blank=True)  # why the last page was not read
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    # What follows is not of the reading but of the same Zendesk.
    signed_at = models.DateTimeField(null=True)  # when a webhook with a right signature came last
    silenced = models.TextField(default="", blank=True)  # why our comments are not taken
    silenced_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.helpdesk
