from django.db import models


class Programme(models.Model):
    """One escalation-engineering programme. Most companies have one and never see the word."""

    name = models.CharField(max_length=80, unique=True, default="Escalation engineering")

    def __str__(self) -> str:
        return self.name
