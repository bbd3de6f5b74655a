from django.db import models
from django.db.models.functions import Lower

from holdfast.people.models.person import Person
from holdfast.people.models.team import Team


class Area(models.Model):
    """An entry of the help directory: for this part of the product, ask this team, or this person
    of it first (R51). Its keywords are what people write when it breaks."""

    name = models.CharField(max_length=120)
    keywords = models.CharField(max_length=400, default="", blank=True)  # separated by commas
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="areas")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, default="", blank=True)  # how to ask them best

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="area_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> tuple[str, ...]:
        """Its keywords, one by one."""
        return tuple(word for each in self.keywords.split(",") if (word := each.strip()))
