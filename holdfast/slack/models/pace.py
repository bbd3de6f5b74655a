from django.db import models


class Pace(models.Model):
    """When something may be asked of Slack again: a channel's next message, a method after a 429.

    In the database, so that all workers keep one pace.
    """

    key = models.CharField(max_length=80, unique=True)  # "channel:C1", "chat.update"
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
