from django.db import models
from django.db.models import Q

from holdfast.people.models import Person
from holdfast.rotation.models.window import Window


class SignUp(models.Model):
    """What somebody says about sitting in a window: the consent without which nobody is seated (R29).

    Never changed: who thinks again says it again, and the newest row counts. "No" is a word too; who
    has no row has not answered.
    """

    class Choice(models.IntegerChoices):
        """As the planner counts them (docs/planning.md)."""

        NO = 0, "No"
        IF_NEEDED = 1, "If needed"
        WILLING = 2, "Willing"
        EAGER = 3, "Eager"

    class Source(models.TextChoices):
        WEB = "web", "On the web"
        API = "api", "By the API"
        CLI = "cli", "By command"
        SHEET = "sheet", "From a sheet"
        SLACK = "slack", "In Slack"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_ups")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="sign_ups")
    choice = models.PositiveSmallIntegerField(choices=Choice)
    first_half = models.BooleanField(default=True)  # are they there in it at all
    second_half = models.BooleanField(default=True)
    note = models.TextField(default="", blank=True)
    source = models.CharField(max_length=8, choices=Source)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["window", "person", "-id"], name="sign_up_latest")]
        constraints = [
            models.CheckConstraint(
                name="sign_up_yes_has_a_half",
                condition=Q(choice=0) | Q(first_half=True) | Q(second_half=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.window_id}: {self.get_choice_display()}"

    @property
    def halves(self) -> tuple[int, ...]:
        """The halves in which they are there, as the planner counts them."""
        return tuple(
            half for half, there in enumerate((self.first_half, self.second_half)) if there
        )
