"""What the three parts say of a paper cut, and who may say it; each word is kept, the last stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.papercut.models.paper_cut import PaperCut
from holdfast.people.models import Person, Programme


class Part(models.TextChoices):
    """Whose word counts for what (R61)."""

    GTM = "gtm", "GTM, who ranks"
    ENGINEERING = "engineering", "Engineering, who estimates"
    PRODUCT = "product", "Product, who judges"


class Voice(models.Model):
    """From `at` on this person speaks for a part, or does not any more; the newest counts."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="voices")
    part = models.CharField(max_length=12, choices=Part)
    holds = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["programme", "part", "person", "-id"], name="voice_latest")]

    def __str__(self) -> str:
        return f"{self.person_id} {'speaks' if self.holds else 'does not speak'} for {self.part}"


class Rank(models.Model):
    """It was put somewhere in the order. `position` is what that was then, for the history."""

    class Standing(models.TextChoices):
        GTM = "gtm", "by GTM"
        LEAD = "lead", "by a lead, as nobody speaks for GTM"
        IMPORT = "import", "as the list it came from has it"

    cut = models.ForeignKey(PaperCut, on_delete=models.PROTECT, related_name="ranks")
    place = models.CharField(max_length=1000)
    position = models.PositiveIntegerField()
    standing = models.CharField(max_length=8, choices=Standing)
    why = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="rank_has_place", condition=~Q(place=""))]

    def __str__(self) -> str:
        return f"{self.cut_id} at {self.position}"


class Estimate(models.Model):
    """Working days of one engineer that it takes, as engineering says."""

    cut = models.ForeignKey(PaperCut, on_delete=models.PROTECT, related_name="estimates")
    days = models.DecimalField(max_digits=5, decimal_places=1)
    imported = models.BooleanField(default=False)
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="estimate_takes_time", condition=Q(days__gt=0))]

    def __str__(self) -> str:
        return f"{self.cut_id}: {self.days} days"


class Judgement(models.Model):
    """What product says: it is wanted, it is not wanted now, or it is not."""

    class Verdict(models.TextChoices):
        YES = "yes", "Yes"
        NOT_NOW = "not_now", "Not now"
        NO = "no", "No"

    cut = models.ForeignKey(PaperCut, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.TextField(default="", blank=True)
    meanwhile = models.BooleanField(default=False)  # a lead's, as nobody spoke for product
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="judgement_against_says_why", condition=Q(verdict="yes") | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.cut_id}: {self.verdict}"
