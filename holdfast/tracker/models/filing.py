from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Ask, Piece
from holdfast.people.models import Person

MOST_TROUBLE = 500


class Filing(models.Model):
    """A piece or an ask as an issue in a tracker: owed, then there. What was sent is kept as it was sent.

    `key` and `url` are empty until it is there; `trouble` says why it did not get there. `state`, `words` and `changed_at` are the newest the
    tracker said of it.
    """

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, null=True, related_name="filings")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, related_name="filings")
    tracker = models.CharField(max_length=20)
    where = models.CharField(max_length=200)
    title = models.CharField(max_length=250)
    body = models.TextField()
    public = models.BooleanField()  # the place could be read by everybody when this was written
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    key = models.CharField(max_length=200, default="", blank=True)
    url = models.CharField(max_length=2000, default="", blank=True)
    filed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=MOST_TROUBLE, default="", blank=True)
    state = models.CharField(max_length=8, default="", blank=True)
    words = models.CharField(max_length=80, default="", blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="filing_of_a_piece_or_an_ask",
                condition=Q(piece__isnull=True, ask__isnull=False)
                | Q(piece__isnull=False, ask__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["piece", "tracker", "where"],
                name="filing_of_piece_once",
                condition=Q(piece__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["ask"], name="filing_of_ask_once", condition=Q(ask__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["tracker", "key"], name="filing_key_once", condition=~Q(key="")
            ),
        ]

    def __str__(self) -> str:
        return self.key or f"filing {self.pk}"

    @property
    def stands(self) -> str:
        """`state`, and before there is one: "waiting", or "trouble" where it did not get there."""
        return self.state or ("trouble" if self.trouble else "waiting")

    @property
    def marker(self) -> str:
        """Stands in the issue and nowhere else; none is the beginning of another one."""
        return f"holdfast-filing-{self.pk}-{self.at:%Y%m%d%H%M%S}"
