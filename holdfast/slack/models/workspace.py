from django.db import models


class Workspace(models.Model):
    """The Slack workspace our app is installed in, as Slack itself last said (`auth.test`).

    One for each installation of ours. `trouble` is why Slack cannot be used at all (a token that was
    revoked): one clear sentence for the pages, empty while all is well.
    """

    team_id = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    url = models.CharField(max_length=300)  # https://acme.slack.com/
    bot_user_id = models.CharField(max_length=30)
    bot_id = models.CharField(max_length=30, default="")
    scopes = models.JSONField(default=list)  # those the token has
    seen_at = models.DateTimeField()  # when Slack last said so
    signed_at = models.DateTimeField(
        null=True
    )  # when something with a right signature came in last
    socket_at = models.DateTimeField(null=True)  # when Socket Mode was last known to be connected
    limited_at = models.DateTimeField(null=True)  # when Slack last held back events: too many
    people_cursor = models.CharField(max_length=200, default="", blank=True)  # of users.list
    trouble = models.TextField(default="")
    trouble_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Probe(models.Model):
    """What came of one check of the set-up page, as it was last made."""

    name = models.CharField(max_length=20, unique=True)  # "identity", "group", ...
    ok = models.BooleanField()
    says = models.TextField()  # one sentence: how it is, and what to do where it is wrong
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
