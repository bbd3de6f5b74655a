from django.db import models

from holdfast.escalation.models.escalation import Escalation
from holdfast.people.models import Person
from holdfast.rotation.models import Window


class Pack(models.Model):
    """What the outgoing engineers of a window still own, made some working days before its end
    (R70). It is live until the boundary, where it is frozen."""

    window = models.OneToOneField(Window, on_delete=models.PROTECT, related_name="pack")
    # The one before it, whose open items are carried over.
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pack of {self.window_id}"


class PackItem(models.Model):
    """An escalation in a pack, and who owned it when it came in."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="items")
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    carried = models.BooleanField()  # it was in the pack before this one
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "escalation"], name="pack_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} in {self.pack_id}"


class Kept(models.Model):
    """Its owner says that it stays theirs after the window (R91). The other decision, asking somebody
    to take it, is an offer, and the answer to it is the successor's."""

    item = models.ForeignKey(PackItem, on_delete=models.PROTECT, related_name="kept")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.item_id} kept by {self.owner_id}"


class Frozen(models.Model):
    """A pack as it was at its boundary: never changed, whatever becomes of what it lists."""

    pack = models.OneToOneField(Pack, on_delete=models.PROTECT, related_name="frozen")
    data = models.JSONField()
    markdown = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pack_id} frozen"
