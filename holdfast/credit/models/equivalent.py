from django.db import models
from django.db.models import F, Q

from holdfast.people.models import Person


class Equivalent(models.Model):
    """Somebody did what counts as much as a turn (R31): of a kind that the policy named then. Granted
    by a lead, never changed; a wrong one is withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="equivalents")
    kind = models.CharField(max_length=60)
    starts_on = models.DateField()  # both days included
    ends_on = models.DateField()
    days = models.PositiveSmallIntegerField()  # of them, how many were worked
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="equivalent_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="equivalent_is_days", condition=Q(days__gte=1)),
        ]
        indexes = [models.Index(fields=["person", "starts_on"], name="equivalent_person")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} from {self.starts_on}"


class EquivalentWithdrawal(models.Model):
    """It does not count after all. Both stay on record."""

    equivalent = models.OneToOneField(
        Equivalent, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"equivalent {self.equivalent_id} withdrawn"
