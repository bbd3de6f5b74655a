from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person, Team


class Purpose(models.TextChoices):
    """What a piece is for. A missing alert is work for the team that watches its product (R78)."""

    FIX = "fix", "Fix it"
    ALERT = "alert", "The alert was missing"
    TOOLING = "tooling", "A tool for support"
    DOCS = "docs", "Documentation"


class Piece(models.Model):
    """A part of the work that one team owns (R80). The escalation does not close over an open one.

    `team`, `evidence` and `issue_url` are as they stand now; its moves keep what they were.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="pieces")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pieces")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.FIX)
    evidence = models.TextField(default="", blank=True)  # how it was reproduced (R81)
    issue_url = models.CharField(max_length=2000, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The move that ended it, done or waived; null while it is open.
    ending = models.ForeignKey("PieceMove", on_delete=models.PROTECT, null=True, related_name="+")
    # When it counts as silent; null once it is ended.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="piece_open_has_clock",
                condition=Q(ending__isnull=True, alarm_at__isnull=False)
                | Q(ending__isnull=False, alarm_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="piece_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(
                fields=["team"], name="piece_of_team", condition=Q(alarm_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"piece {self.pk} of {self.escalation_id}"

    @property
    def is_open(self) -> bool:
        return self.ending_id is None

    @property
    def without_evidence(self) -> bool:
        """Handed to a team that cannot reproduce it from what it was given: flagged (R81). There is
        something to reproduce only where something is to be fixed."""
        return self.purpose == Purpose.FIX and not self.evidence


class PieceMove(models.Model):
    """What happened to a piece after it was handed out; the last word is its state."""

    class Word(models.TextChoices):
        TAKEN = "taken"
        BOUNCED = "bounced"
        SENT = "sent"  # again, after a bounce or to another team
        DONE = "done"
        WAIVED = "waived"
        REOPENED = "reopened"

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="moves")
    word = models.CharField(max_length=8, choices=Word)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # whose it was then
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"piece {self.piece_id} {self.word}"
