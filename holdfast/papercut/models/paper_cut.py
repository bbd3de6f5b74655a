from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Programme

PREFIX = "CUT-"


class PaperCut(models.Model):
    """A small gap of the product that hurts customers and that an engineer on rotation can close.

    What it says may be put better; where it came from never changes. Everything else is a record
    beside it: ranks, estimates, judgements, pick-ups, the shipment. `place` is where the newest rank
    put it, set by a trigger with that rank; nothing is a place of its own (`rules/order.py`).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="paper_cuts")
    title = models.CharField(max_length=200)
    gap = models.TextField(default="", blank=True)  # what hurts
    impact = models.TextField(default="", blank=True)  # what it costs whoever meets it
    workaround = models.TextField(default="", blank=True)  # what people do meanwhile
    url = models.CharField(max_length=2000, default="", blank=True)  # where it is written up
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    # The list it was brought in from and its name there; empty for what was written here.
    source = models.CharField(max_length=200, default="", blank=True)
    key = models.CharField(max_length=200, default="", blank=True)
    source_state = models.CharField(max_length=80, default="", blank=True)  # in that list's words
    place = models.CharField(max_length=1000, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="paper_cut_has_title", condition=~Q(title="")),
            models.UniqueConstraint(
                fields=["programme", "place"], name="paper_cut_place_is_its_own"
            ),
            models.UniqueConstraint(
                fields=["programme", "source", "key"],
                name="paper_cut_comes_in_once",
                condition=~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"{PREFIX}{self.pk}"
