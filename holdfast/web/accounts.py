"""How sign-in works here: accounts are made by the lead or the directory, not by signing up."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse

from holdfast.kernel.refusal import NotAllowed
from holdfast.people.models import Person
from holdfast.people.queries import by_number
from holdfast.web.views.errors import refused


class People(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's, with the person of a session read by a statement that is built once."""

    def get_user(self, user_id: Any) -> Person | None:
        person = by_number(int(user_id))
        return person if person and self.user_can_authenticate(person) else None


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth asks with it
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        return refused(
            request,
            NotAllowed(f"The account {user.login} is deactivated; ask your programme lead."),
        )
