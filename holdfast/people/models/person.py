from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from holdfast.people.models.team import Team

# A password that no password matches: somebody without an account here.
NOBODY = "!"


class Role(models.TextChoices):
    """What somebody is to the programme; each role may do what those before it may, see
    people/rules/permission.py."""

    MEMBER = "member", "Member"
    SUPPORT = "support", "Support"
    ENGINEER = "engineer", "Engineer"
    LEAD = "lead", "Programme lead"
    ADMIN = "admin", "Administrator"


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody the programme knows, with or without an account here.

    Identity is the lower-cased login (GitHub's, where people come from a rotation table); the name
    is for display. A person read off a table that no directory knows is kept as unresolved
    (`known_since` is empty) until a directory import brings them. A deactivated person stays, with
    their service; they cannot sign in, accept or be seated.
    """

    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, default="", blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="people")
    manager = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="reports"
    )

    zone = models.CharField(max_length=60, default="", blank=True)  # IANA; empty is not known
    day_starts = models.TimeField(default=time(9))
    day_ends = models.TimeField(default=time(17))
    workdays = models.CharField(max_length=13, default="0,1,2,3,4")  # Monday is 0
    holidays = models.CharField(max_length=12, default="", blank=True)  # "DE", "US-CA"

    # Read off a table that gave a plain name: the login is a slug of it until somebody knows better.
    login_guessed = models.BooleanField(default=False)
    known_since = models.DateTimeField(null=True)  # first seen in a directory import or made here
    deactivated_at = models.DateTimeField(null=True)  # who and why stands in the journal

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["login"]
        indexes = [
            models.Index(
                fields=["role"], name="person_role", condition=Q(deactivated_at__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(name="person_login_lower", condition=Q(login=Lower("login"))),
            models.UniqueConstraint(
                Lower("email"), name="person_email_once", condition=~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's word for "may sign in"
        return self.deactivated_at is None

    @property
    def username(self) -> str:
        """allauth's name for the login."""
        return self.login
