from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.people.models import Person
from holdfast.support.models.issue import Issue


class Pointer(models.Model):
    """What an escalation's first address names: a page, or a number in a helpdesk.

    Read off the address once, so that an issue that comes in later finds its escalations by an index.
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500, default="", blank=True)
    key = models.CharField(max_length=80, default="", blank=True)
    host = models.CharField(
        max_length=255, default="", blank=True
    )  # the helpdesk's, for the number

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["escalation", "url", "key"], name="pointer_once"),
        ]
        indexes = [
            models.Index(fields=["url"], name="pointer_url", condition=~Q(url="")),
            models.Index(fields=["key"], name="pointer_key", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.key or self.url


class Match(models.Model):
    """This escalation is about this support issue (R77). A fact; it stands until an `Unmatch`."""

    class How(models.TextChoices):
        ADDRESS = "address", "By its address"
        HAND = "hand", "By hand"

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="matches")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="issues")
    how = models.CharField(max_length=8, choices=How)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            # What somebody took away does not come back by itself.
            models.UniqueConstraint(
                fields=["issue", "escalation"],
                name="matched_once_by_address",
                condition=Q(how="address"),
            ),
            models.CheckConstraint(
                name="match_by_hand_has_hand",
                condition=Q(how="address", by__isnull=True) | Q(how="hand"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} is about {self.issue_id}"


class Unmatch(models.Model):
    """It is not about that issue; that somebody or an address said so stays."""

    match = models.OneToOneField(Match, on_delete=models.PROTECT, related_name="unmatch")
    reason = models.CharField(max_length=200, default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"match {self.match_id} taken away"
