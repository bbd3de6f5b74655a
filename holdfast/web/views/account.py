"""Coming in and going out; in the demo, whom to be."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.validators import ProhibitNullCharactersValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
from holdfast.people.models import Person
from holdfast.people.queries import people
from holdfast.people.rules.permission import rank
from holdfast.web.answers import posted_to, see

BACKEND = "holdfast.web.accounts.People"
MOST = 40  # people to choose from; a demo has about twenty
DO = {
    "support": "answers customers; raises an escalation when the normal process is too slow",
    "engineer": "accepts escalations, owns them, hands them over",
    "lead": "keeps the rotation, brings in the table, changes the policy",
    "admin": "does everything a lead does, and gives roles and passwords",
    "member": "reads along; may raise an escalation, and may be told no",
}


_typable = ProhibitNullCharactersValidator(
    message="This has a character that cannot be typed; type it again."
)


def _is_djangos(validator: object) -> bool:
    return isinstance(validator, ProhibitNullCharactersValidator)


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    template_name = "web/account/sign_in.html"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["login"].label = "Login"
        form.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        form.fields["password"].help_text = ""
        form.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        form.label_suffix = ""
        for field in form.fields.values():
            field.validators = [
                _typable if _is_djangos(each) else each for each in field.validators
            ]
        return form

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = SignIn.as_view()


def sign_out(request: HttpRequest) -> HttpResponse:
    if shown := posted_to("/", request):
        return shown
    logout(request)
    return see("/", request, "You are signed out.")


def persona(request: HttpRequest) -> HttpResponse:
    """One click to be somebody else. Exists in the demo only."""
    if not settings.DEMO:
        raise Http404
    onward = request.GET.get("next", "") or request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = ""
    if request.method == "POST":
        chosen = people(active=True).filter(login=clean(request.POST.get("login"))).first()
        if chosen is None:
            raise Invalid("Nobody here has this login; choose somebody of the list.")
        login(request, chosen, backend=BACKEND)
        return see(onward or "/", request, f"You are {chosen} now.")
    return render(request, "web/account/persona.html", {"people": personas(), "next": onward})


def personas() -> list[tuple[Person, str]]:
    """The people of the demo, with a line of what each would do here."""
    known = people(active=True).filter(known_since__isnull=False)
    return [(person, DO[person.role]) for person in sorted(known[:MOST], key=_order)]


def _order(person: Person) -> tuple[int, str]:
    """Those who do most in the product first: engineers, support, the lead, then others."""
    first = {"engineer": 0, "support": 1, "lead": 2}.get(person.role, 5 - rank(person.role) // 4)
    return first, person.name
