"""The page of one escalation: the same whether it is opened or a form on it was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.models import ClosureRequest, Escalation, Handover
from holdfast.escalation.queries import by_ref, pending_closure, pending_handover
from holdfast.journal.queries import latest
from holdfast.people.models import Person
from holdfast.people.queries import people
from holdfast.people.rules.permission import ORDER, may, rank
from holdfast.rotation.queries import who
from holdfast.web.forms import Form
from holdfast.web.forms import escalation as forms
from holdfast.web.happened import in_words
from holdfast.web.request import Request

# (group, [(login, name), …]): what a <select> of people offers.
Choices = list[tuple[str, list[tuple[str, str]]]]

ABLE = [role for role in ORDER if rank(role) >= rank("engineer")]


@dataclass(slots=True)
class Offered:
    """What this person may do now: a form for each, those that are refused among them."""

    forms: dict[str, Form] = field(default_factory=dict)
    failed: Form | None = None

    def add(self, form: Form) -> None:
        failed = self.failed
        self.forms[form.slug.replace("-", "_")] = (
            failed if failed and failed.slug == form.slug else form
        )


def escalation_page(
    request: Request,
    ref: str,
    *,
    failed: Form | None = None,
    escalation: Escalation | None = None,  # where the caller has read it already
) -> HttpResponse:
    escalation = escalation or by_ref(ref)
    handover = pending_handover(escalation) if escalation.is_open else None
    closing = pending_closure(escalation) if escalation.is_open else None
    offered = _offered(request, escalation, handover, closing, failed)
    # What somebody typed is shown again even where the moment for it has passed.
    late = failed if failed and failed not in offered.forms.values() else None
    if late:
        _people_to_choose(request, escalation, late)
    answer_mine = bool(closing and "answer" in offered.forms)
    status = failed.status if failed else HTTPStatus.OK
    return render(
        request,
        "web/escalations/page.html",
        {
            "escalation": escalation,
            "handover": handover,
            "closing": closing,
            "forms": offered.forms,
            "late": late,
            "failed": failed,
            "answer_mine": answer_mine,
            "mine": escalation.answerable.pk == request.user.pk,
            "may_withdraw_offer": bool(handover) and _may_withdraw(request, escalation, handover),
            "events": in_words(latest(escalation.ref)),
        },
        status=status,
    )


def _offered(
    request: Request,
    escalation: Escalation,
    handover: Handover | None,
    closing: ClosureRequest | None,
    failed: Form | None,
) -> Offered:
    actor, me = request.actor, request.user.pk
    owner = escalation.owner
    mine = bool(owner and owner.pk == me)
    raiser = escalation.raised_by_id == me
    is_open, unowned = escalation.is_open, owner is None
    answerable = escalation.answerable.pk == me
    to_me = bool(handover and handover.to_id == me)
    possible: list[tuple[type[Form], bool]] = [
        (forms.Reopen, not is_open and may(actor, "escalation.reopen", mine=raiser)),
        (forms.Accept, is_open and unowned and may(actor, "escalation.accept")),
        (forms.Decline, is_open and unowned and may(actor, "escalation.decline")),
        (forms.DeclineOffer, to_me),
        (
            forms.AnswerClosing,
            bool(closing) and may(actor, "escalation.answer_closing", mine=raiser),
        ),
        (forms.WriteUpdate, is_open and may(actor, "escalation.update", mine=answerable)),
        (
            forms.Offer,
            is_open
            and not unowned
            and not handover
            and may(actor, "escalation.hand_over", mine=mine),
        ),
        (
            forms.AskToClose,
            is_open and not closing and may(actor, "escalation.ask_to_close", mine=mine or raiser),
        ),
    ]
    offered = Offered(failed=failed)
    for form, allowed in possible:
        if allowed:
            offered.add(form())
    for each in offered.forms.values():
        _people_to_choose(request, escalation, each)
    return offered


def _may_withdraw(request: Request, escalation: Escalation, handover: Handover | None) -> bool:
    owner = escalation.owner
    givers = {handover.by_id if handover else None, owner.pk if owner else None}
    return may(request.actor, "escalation.withdraw_offer", mine=request.user.pk in givers)


def _people_to_choose(request: Request, escalation: Escalation, form: Form) -> None:
    for name, field_ in form.fields.items():
        if name in {"to", "next_step_by"}:
            empty = "Choose a person" if name == "to" else f"{escalation.answerable} (answerable)"
            choices = _engineers(request, escalation)
            field_.widget.choices = [("", empty), *choices]


def _engineers(request: Request, escalation: Escalation) -> Choices:
    """Who could own it: those on the rotation first."""
    on = {each.person.pk for each in who(escalation.programme, at=request.now).engineers}
    owner = escalation.owner
    able = [
        person
        for person in people(active=True).filter(role__in=ABLE)
        if owner is None or person.pk != owner.pk
    ]
    groups = [
        ("On the rotation now", [_choice(person) for person in able if person.pk in on]),
        ("Other engineers", [_choice(person) for person in able if person.pk not in on]),
    ]
    return [(name, choices) for name, choices in groups if choices]


def _choice(person: Person) -> tuple[str, str]:
    team = f" · {person.team}" if person.team else ""
    return person.login, f"{person}{team}"
