from django.db import models
from django.db.models import Q

from holdfast.people.models import Person, Programme


class Subscription(models.Model):
    """Somebody wants the monthly report by mail, since when, and until when: a stretch of time that
    `ended_at` closes once. Who leads the programme and its sponsor get it without one."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="report_subscriptions"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="subscriptions")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                name="subscription_once",
                condition=Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} since {self.at:%Y-%m-%d}"
