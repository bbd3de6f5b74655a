from django.db import models
from django.db.models import Q

from holdfast.escalation.models import Escalation
from holdfast.people.models import Person, Team


class PullRequest(models.Model):
    """A change of somebody on the rotation to what a team owns, as the tracker's newest news says (R88).

    `author` is null where nobody here has that login. `reviewer` is who of the owning team approves it:
    before the merge its newest news, from then on who had. `unreviewed_at` is when we heard that it was
    merged without one, which stays so; `reviewed_at` is when somebody of the team approved it after all.
    """

    tracker = models.CharField(max_length=20)
    repository = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=250)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # whose place it is
    author_login = models.CharField(max_length=80, default="", blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="pull_requests"
    )
    state = models.CharField(max_length=6)  # open, merged or closed
    merged_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()  # there; orders the news
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    unreviewed_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    at = models.DateTimeField()  # first heard of

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tracker", "repository", "number"], name="pull_request_once"
            ),
            models.CheckConstraint(
                name="pull_request_merged_when",
                condition=Q(state="merged", merged_at__isnull=False)
                | Q(state__in=["open", "closed"], merged_at__isnull=True),
            ),
            models.CheckConstraint(
                name="pull_request_reviewed_after",
                condition=Q(reviewed_at__isnull=True)
                | Q(unreviewed_at__isnull=False, reviewer__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["-id"], name="pull_unreviewed", condition=Q(unreviewed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}"
