from django.db import models

from holdfast.people.models import Person, Programme


class TableUpload(models.Model):
    """A hand-kept rotation table as it came in: the original bytes, kept whatever becomes of it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200, default="")  # file name, or "pasted"
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "sha256"], name="upload_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:8]}"


class TableImport(models.Model):
    """An upload that was taken in, with the repairs that were accepted and what it changed."""

    upload = models.ForeignKey(TableUpload, on_delete=models.PROTECT, related_name="imports")
    repairs = models.JSONField(default=list)  # line numbers whose proposed repair was accepted
    windows_added = models.PositiveIntegerField()
    seats_added = models.PositiveIntegerField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"import of {self.upload_id}"
