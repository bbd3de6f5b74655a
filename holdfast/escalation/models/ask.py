from django.db import models
from django.db.models import Q

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person, Team


class Ask(models.Model):
    """Something the DRI needs of a team or a person, by a time (R42, R43, R52, R71).

    Whoever is asked gets the brief with it; how they answer is a chain of words. A formal one is a
    request to engineering and counts as its engagement (R77).
    """

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="asks")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="asks")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="asks")
    what = models.TextField()
    due_at = models.DateTimeField()
    formal = models.BooleanField()
    tried = models.TextField(default="", blank=True)  # by the DRI, before asking (R76)
    customer_words = models.TextField(default="", blank=True)  # what may be said to the customer
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # The sweep's timer; null once it is done, declined or withdrawn. Not null is what makes it open.
    alarm_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ask_of_a_team_or_a_person",
                condition=Q(to_team__isnull=True, to_person__isnull=False)
                | Q(to_team__isnull=False, to_person__isnull=True),
            ),
            models.CheckConstraint(name="ask_says_what", condition=~Q(what="")),
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"], name="ask_alarm", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(
                fields=["to_person"], name="ask_of_person", condition=Q(alarm_at__isnull=False)
            ),
            models.Index(
                fields=["to_team"], name="ask_of_team", condition=Q(alarm_at__isnull=False)
            ),
            # Engagement of engineering over a period.
            models.Index(fields=["at"], name="ask_formal", condition=Q(formal=True)),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk} on {self.escalation_id}"

    @property
    def is_open(self) -> bool:
        return self.alarm_at is not None

    @property
    def receiver(self) -> Person | Team:
        """Who is asked."""
        found = self.to_person or self.to_team
        assert found is not None, "an ask goes to a team or a person (database constraint)"
        return found

    @property
    def state(self) -> str:
        """The last word about it; sent before the first."""
        answers = list(self.answers.all())  # read once where they were prefetched
        return str(answers[-1].word) if answers else "sent"

    @property
    def without_attempt(self) -> bool:
        """A formal request that does not say what was tried before: flagged (R76)."""
        return self.formal and not self.tried


class AskAnswer(models.Model):
    """One word about an ask; the last one is its state. Before the first it is sent."""

    class Word(models.TextChoices):
        ACKNOWLEDGED = "acknowledged"
        AGREED = "agreed"
        DECLINED = "declined"
        DONE = "done"
        WITHDRAWN = "withdrawn"

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="answers")
    word = models.CharField(max_length=12, choices=Word)
    # Nobody where the clock withdrew it with an escalation that silence closed.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ask", "word"], name="ask_answer_once")]

    def __str__(self) -> str:
        return f"ask {self.ask_id} {self.word}"
