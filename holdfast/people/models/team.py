from django.db import models


class Team(models.Model):
    """A team as the company knows it: somebody's home, some product's owner."""

    name = models.CharField(max_length=80, unique=True)
    # Who answers for it when it is asked for something; where nobody is named, its managers do.
    contact = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
