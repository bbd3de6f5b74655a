from django.db import models

from holdfast.people.models import Person
from holdfast.rotation.models.window import Window


class Dropping(models.Model):
    """A window that will not be, and why. The window is kept and can be taken up again; the one that
    counts now is its `dropping`. Nobody in `by` is the operator at the command line."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="droppings")
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"window {self.window_id} dropped"
