from django.db import models

from holdfast.people.models.programme import Programme


class PolicyVersion(models.Model):
    """The programme's numbers from a day on. A change is a new version; old figures keep theirs."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="policies")
    effective_on = models.DateField()  # from the start of this day in the policy's own zone
    body = models.JSONField()  # people.rules.policy.Policy as data; what is absent is the default
    reason = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["programme", "-effective_on", "-id"], name="policy_latest")]

    def __str__(self) -> str:
        return f"policy from {self.effective_on}"
