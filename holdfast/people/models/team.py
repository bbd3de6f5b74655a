from django.db import models


class Team(models.Model):
    """A team as the company knows it: somebody's home, some product's owner."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
