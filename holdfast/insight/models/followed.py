from django.db import models


class Followed(models.Model):
    """How far the journal is counted: every event up to `event` is in the rows of `Counted`. One row.

    `mark` is the newest event that was seen when the next transaction to begin was `mark_before`;
    once all transactions before that one have ended, nothing can appear below the mark any more.
    """

    event = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    mark_before = models.BigIntegerField(default=0)  # PostgreSQL's number; 0 where it needs none

    def __str__(self) -> str:
        return f"counted up to event {self.event}"
