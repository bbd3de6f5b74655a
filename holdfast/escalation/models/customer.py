from django.db import models
from django.db.models.functions import Lower

from holdfast.people.models import Person


class Customer(models.Model):
    """Who pays: when they went live, and who leads for them before and after (R84 to R86)."""

    name = models.CharField(max_length=200)
    ga_on = models.DateField(null=True)  # general availability: the day they went, or go, live
    implementation_engineer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    support_engineer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="customer_once")]

    def __str__(self) -> str:
        return self.name
