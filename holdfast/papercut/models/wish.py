from __future__ import annotations

from django.db import models
from django.db.models import Q

from holdfast.papercut.models.paper_cut import PaperCut
from holdfast.people.models import Person


class Wish(models.Model):
    """A customer asked for it, and somebody here passed it on, who tells them when it is shipped.

    Without a person nobody is known who could; whoever sees that takes it up.
    """

    cut = models.ForeignKey(PaperCut, on_delete=models.PROTECT, related_name="wishes")
    customer = models.CharField(max_length=200)
    folded = models.CharField(max_length=400)  # the name as it is compared, on either engine
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="wishes")
    impact = models.TextField(default="", blank=True)  # what it costs this customer
    url = models.CharField(max_length=2000, default="", blank=True)  # where they asked
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cut", "folded", "person"], name="wish_once"),
            models.UniqueConstraint(
                fields=["cut", "folded"],
                name="wish_of_nobody_once",
                condition=Q(person__isnull=True),
            ),
            models.CheckConstraint(name="wish_names_customer", condition=~Q(customer="")),
        ]

    def __str__(self) -> str:
        return f"{self.customer} wishes {self.cut_id}"


class Told(models.Model):
    """The customer of a wish was told that it is there."""

    wish = models.OneToOneField(Wish, on_delete=models.PROTECT, related_name="told")
    note = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"wish {self.wish_id} told"
