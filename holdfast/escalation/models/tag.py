from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person, Programme


class Tag(models.Model):
    """Somebody called for help, and it is no escalation yet: “a tag is a request for help” (R4).

    It is what was written where it was written; it waits until it is raised or somebody says that it
    is no escalation. A thread has one open tag at most.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tags")
    origin_url = models.CharField(max_length=500, unique=True)  # the message that called
    thread_url = models.CharField(max_length=500)  # where its thread begins; what a raise names
    text = models.TextField(default="", blank=True)  # as written
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    said_by_name = models.CharField(max_length=200, default="", blank=True)  # where nobody here
    # What its thread was before, where that had ended: it may be the same thing again.
    after = models.ForeignKey(Escalation, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    # When the sweep speaks up next, and how often it did; null once everybody heard it.
    alarm_at = models.DateTimeField(null=True)
    alarms = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)  # set with its answer, never taken away

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread_url"], name="tag_open_once", condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                name="tag_answered_rings_no_more",
                condition=Q(answered_at__isnull=True) | Q(alarm_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="tag_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(
                fields=["programme", "-id"],
                name="tag_open",
                condition=Q(answered_at__isnull=True),
            ),
            models.Index(fields=["thread_url"], name="tag_thread"),
        ]

    def __str__(self) -> str:
        return f"tag {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def said_by_whom(self) -> str:
        return str(self.said_by) if self.said_by else self.said_by_name or "Somebody"

    @property
    def state(self) -> str:
        """One word: open, raised or dismissed."""
        answer = getattr(self, "answer", None)
        if answer is None:
            return "open"
        return "raised" if answer.escalation_id else "dismissed"


class TagAnswer(models.Model):
    """What became of a tag: the escalation it was raised as, or why it is none."""

    tag = models.OneToOneField(Tag, on_delete=models.PROTECT, related_name="answer")
    escalation = models.ForeignKey(
        Escalation, on_delete=models.PROTECT, null=True, related_name="tags"
    )
    reason = models.TextField(default="", blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tag_raised_or_dismissed",
                condition=Q(escalation__isnull=False, reason="")
                | (Q(escalation__isnull=True) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"answer to tag {self.tag_id}"
