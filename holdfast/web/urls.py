"""Every page. The noun that is the record is the address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from holdfast.web.answers import View, signed_in
from holdfast.web.views import (
    account,
    area,
    ask,
    capacity,
    closure,
    cornered,
    escalation,
    first_week,
    fix,
    handover,
    handovers,
    home,
    link,
    outbox,
    people,
    person,
    piece,
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
    page("escalations/new", escalation.new),
    page("escalations/<ref>", escalation.escalation),
    page("escalations/<ref>/acceptance", escalation.acceptance),
    page("escalations/<ref>/decline", escalation.decline),
    page("escalations/<ref>/updates", escalation.updates),
    page("escalations/<ref>/reopening", escalation.reopening),
    page("escalations/<ref>/handovers", handover.handovers),
    page("escalations/<ref>/handovers/new", handover.new),
    page("escalations/<ref>/links", link.links),
    page("links/<int:number>/removal", link.removal),
    page("handovers", handovers.handovers),
    page("handovers/new", handovers.new),
    page("handovers/<int:number>/acceptance", handover.acceptance),
    page("handovers/<int:number>/decline", handover.decline),
    page("handovers/<int:number>/withdrawal", handover.withdrawal),
    page("escalations/<ref>/asks", ask.asks_of),
    page("escalations/<ref>/brief", ask.brief),
    page("asks", ask.asks),
    page("asks/<int:number>/acknowledgement", ask.acknowledgement),
    page("asks/<int:number>/agreement", ask.agreement),
    page("asks/<int:number>/decline", ask.decline),
    page("asks/<int:number>/completion", ask.completion),
    page("asks/<int:number>/withdrawal", ask.withdrawal),
    page("asks/<int:number>/brief", ask.brief_of_ask),
    page("escalations/<ref>/cornered", cornered.cornered),
    page("escalations/<ref>/cornered/acknowledgement", cornered.acknowledgement),
    page("escalations/<ref>/cornered/end", cornered.freed),
    page("escalations/<ref>/pause", cornered.pause),
    page("escalations/<ref>/pause/end", cornered.resumed),
    page("escalations/<ref>/closure-requests", closure.requests),
    page("closure-requests/<int:number>/answer", closure.answer),
    page("escalations/<ref>/pieces", piece.of_escalation),
    page("pieces", piece.pieces),
    page("pieces/<int:number>", piece.piece),
    page("pieces/<int:number>/taking", piece.taking),
    page("pieces/<int:number>/bounce", piece.bounce),
    page("pieces/<int:number>/sending", piece.sending),
    page("pieces/<int:number>/completion", piece.completion),
    page("pieces/<int:number>/waiver", piece.waiver),
    page("pieces/<int:number>/reopening", piece.reopening),
    page("pieces/<int:number>/amendment", piece.amendment),
    page("escalations/<ref>/fixes", fix.of_escalation),
    page("fixes", fix.fixes),
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
    page("people/<login>/at-capacity", capacity.at_capacity),
    page("people/<login>/at-capacity/end", capacity.has_capacity),
    page("people/<login>/absences", person.absences),
    page("people/<login>/deactivation", person.deactivation),
    page("people/<login>/reactivation", person.reactivation),
    page("people/<login>/password", person.password),
    page("absences/<int:number>/removal", person.removal),
    page("teams", people.teams),
    page("teams/<int:number>/contact", people.contact),
    page("areas", area.areas),
    page("areas/import", area.directory),
    page("areas/<int:number>/removal", area.removal),
    page("first-week", first_week.first_week),
    page("policy", policy.policy),
    page("policy/changes", policy.change),
    page("tokens", tokens.tokens),
    page("tokens/<int:number>/revocation", tokens.revocation),
    page("outbox", outbox.outbox),
    page("outbox/<int:pk>/resending", outbox.resending),
]
