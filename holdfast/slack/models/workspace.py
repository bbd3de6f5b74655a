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
    trouble = models.TextField(default="")
    trouble_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
