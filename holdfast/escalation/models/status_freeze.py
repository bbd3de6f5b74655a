from django.db import models

from holdfast.people.models import Programme


class StatusFreeze(models.Model):
    """The status doc as it stood when a window was handed over (R70): one a boundary, never changed,
    whatever becomes of what it lists."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()  # the window that ended, as it was then
    ends_on = models.DateField()
    boundary_on = models.DateField()  # the first day after it, at whose handover hour duty passes
    data = models.JSONField()
    markdown = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-boundary_on"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "boundary_on"], name="status_freeze_once")
        ]

    def __str__(self) -> str:
        return f"status at {self.boundary_on}"
