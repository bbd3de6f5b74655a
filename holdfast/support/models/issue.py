from django.db import models
from django.db.models import Q

from holdfast.people.models import Programme


class Issue(models.Model):
    """A support issue: something a customer asked of support, as the helpdesk has it now.

    No fact of ours but a copy, so it changes as the helpdesk does. What the customer wrote is not kept.
    """

    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="support_issues",
        db_index=False,  # those below begin with it
    )
    # The helpdesk's number for it. Unique by a constraint: `unique` would make a second index.
    key = models.CharField(max_length=80)
    source = models.CharField(max_length=20)  # who said so last: "csv", "zendesk"
    title = models.CharField(max_length=200, default="", blank=True)
    url = models.CharField(max_length=500, default="", blank=True)
    customer = models.CharField(max_length=200, default="", blank=True)
    team = models.CharField(max_length=80, default="", blank=True)  # as the helpdesk names it
    priority = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=40, default="", blank=True)  # in the helpdesk's word
    filed_defect = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    # When the helpdesk changed it last; what says less is older news. Null where the source has no such.
    changed_at = models.DateTimeField(null=True)
    # Gone in the helpdesk: kept, and counted nowhere.
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["key"], name="issue_once")]
        indexes = [
            models.Index(
                fields=["programme", "opened_at"],
                name="issue_opened",
                condition=Q(deleted_at__isnull=True),
            ),
            models.Index(fields=["url"], name="issue_url", condition=~Q(url="")),
            models.Index(
                fields=["programme", "customer", "opened_at"],
                name="issue_customer",
                condition=Q(deleted_at__isnull=True),
            ),
            models.Index(
                fields=["programme", "team", "opened_at"],
                name="issue_team",
                condition=Q(deleted_at__isnull=True),
            ),
            models.Index(
                fields=["programme", "opened_at"],
                name="issue_defects",
                condition=Q(deleted_at__isnull=True, filed_defect=True),
            ),
        ]

    def __str__(self) -> str:
        return self.key
