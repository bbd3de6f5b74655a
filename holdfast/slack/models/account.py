from django.db import models

from holdfast.people.models import Person


class Account(models.Model):
    """Whose Slack account it is: found by the mail address once, or linked by its person.

    Who and when stands in the journal; taking the link away deletes the row.
    """

    class How(models.TextChoices):
        EMAIL = "email", "the same mail address"
        LINKED = "linked", "linked by themselves"

    user_id = models.CharField(max_length=30, unique=True)  # U... or W...
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="slack_account")
    how = models.CharField(max_length=10, choices=How)
    at = models.DateTimeField()
    dm_id = models.CharField(max_length=30, default="", blank=True)  # D...: the direct messages
    home_at = models.DateTimeField(null=True)  # when they last opened the App Home
    home_digest = models.CharField(max_length=64, default="", blank=True)  # what it shows

    def __str__(self) -> str:
        return f"{self.person} as {self.user_id}"


class Stranger(models.Model):
    """A Slack account that belongs to nobody here yet, so that it is looked up only now and then."""

    user_id = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200, default="", blank=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.user_id
