from django.db import models

from holdfast.people.models import Person


class Volunteer(models.Model):
    """How somebody takes part in the rotation, beside what they sign up for. Nobody needs one: what
    is empty is what the policy says."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="volunteer")
    halves = models.BooleanField(default=False)  # may be seated for one half of a window
    rest_days = models.PositiveSmallIntegerField(null=True)  # between two seats
    most_halves = models.PositiveSmallIntegerField(null=True)  # in one plan
    allocation = models.PositiveSmallIntegerField(default=100)  # percent of their time when on
    # They need a seat that ends by then, so that a missing one is not held against them (R32, R33).
    promotion_by = models.DateField(null=True)
    note = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.person_id} takes part"
