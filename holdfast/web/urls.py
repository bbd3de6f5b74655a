"""Every page. The noun that is the record is the address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from holdfast.web.answers import View, signed_in
from holdfast.web.views import (
    account,
    closure,
    customer,
    escalation,
    handover,
    home,
    intake,
    outbox,
    participant,
    people,
    person,
    policy,
    rotation,
    table,
    tokens,
)


def page(address: str, view: View) -> URLPattern:
    """A page for people who are signed in, which is every page that is not named as public."""
    return path(address, signed_in(view))


def public(address: str, view: View, name: str | None = None) -> URLPattern:
    return path(address, view, name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    public("", home.now),  # a welcome for whoever is not signed in
    public("sign-in", account.sign_in, "account_login"),
    public("sign-out", account.sign_out, "account_logout"),
    public("persona", account.persona),  # in the demo only
    page("who", home.who_is_on),
    page("escalations", escalation.escalations),
    page("escalations/new", intake.new),
    page("escalations/<ref>", escalation.escalation),
    page("escalations/<ref>/acceptance", escalation.acceptance),
    page("escalations/<ref>/decline", escalation.decline),
    page("escalations/<ref>/updates", escalation.updates),
    page("escalations/<ref>/reopening", escalation.reopening),
    page("escalations/<ref>/handovers", handover.handovers),
    page("handovers/<int:number>/acceptance", handover.acceptance),
    page("handovers/<int:number>/decline", handover.decline),
    page("handovers/<int:number>/withdrawal", handover.withdrawal),
    page("escalations/<ref>/closure-requests", closure.requests),
    page("closure-requests/<int:number>/answer", closure.answer),
    page("escalations/<ref>/participants", participant.participants),
    page("escalations/<ref>/support-engineer", participant.support_engineer),
    page("participants/<int:number>/spoken", participant.spoken),
    page("participants/<int:number>/leaving", participant.leaving),
    page("rotation", rotation.rotation),
    page("seats/<int:number>/confirmation", rotation.confirmation),
    page("seats/<int:number>/withdrawal", rotation.withdrawal),
    page("rotation/table", table.table),
    page("rotation/table.md", table.markdown),
    page("rotation/table.csv", table.csv),
    page("rotation/uploads", table.uploads),
    page("rotation/uploads/<int:pk>", table.upload),
    page("rotation/uploads/<int:pk>/import", table.import_upload),
    page("people", people.people),
    page("people/new", people.new),
    page("people/import", people.directory),
    page("people/<login>", person.person),
    page("people/<login>/absences", person.absences),
    page("people/<login>/deactivation", person.deactivation),
    page("people/<login>/reactivation", person.reactivation),
    page("people/<login>/password", person.password),
    page("absences/<int:number>/removal", person.removal),
    page("teams", people.teams),
    page("customers", customer.customers),
    page("customers/import", customer.directory),
    page("policy", policy.policy),
    page("policy/changes", policy.change),
    page("tokens", tokens.tokens),
    page("tokens/<int:number>/revocation", tokens.revocation),
    page("outbox", outbox.outbox),
    page("outbox/<int:pk>/resending", outbox.resending),
]
