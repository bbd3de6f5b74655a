from django.db import models

from holdfast.people.models import Person


class SigningKey(models.Model):
    """The public half of a key that signed service records. Its private half is derived from the
    secret key of this installation and stored nowhere; after that changed, a new row begins, and
    what the old one signed can still be checked."""

    name = models.CharField(max_length=16, unique=True)  # the first of the public key's SHA-256
    public = models.CharField(max_length=44, unique=True)  # 32 bytes in base64
    since = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ServiceRecord(models.Model):
    """A statement of what somebody served, as it was issued (R32): never changed.

    `body` is the very text that was signed. Whoever has the code may read it: that is what it is for.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="service_records")
    code = models.CharField(max_length=16, unique=True)
    as_of = models.DateField()
    body = models.TextField()
    signature = models.CharField(max_length=88)  # 64 bytes in base64
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="service_record_person")]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"SR-{self.pk}"

    @property
    def spoken(self) -> str:
        """The code as people read it to each other, in fours."""
        return "-".join(self.code[start : start + 4] for start in range(0, 16, 4))
