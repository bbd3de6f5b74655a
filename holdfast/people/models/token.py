from django.db import models

from holdfast.people.models.person import Person


class ApiToken(models.Model):
    """A key to the API in one person's name. The secret is shown once; here is its digest."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"
        ACT_AS = "act-as", "Act for others"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    scope = models.CharField(max_length=8, choices=Scope)
    label = models.CharField(max_length=80, default="", blank=True)
    prefix = models.CharField(max_length=12)  # what a person recognises it by
    digest = models.CharField(max_length=64, unique=True)  # SHA-256: the secret has 256 bits
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.scope})"
