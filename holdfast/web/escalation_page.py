"""The page of one escalation: the same whether it is opened or a form on it was refused."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.models import ClosureRequest, Escalation, Handover
from holdfast.escalation.queries import attached, by_ref, pending_closure, pending_handover
from holdfast.escalation.queries.participant import participants
from holdfast.journal.queries import latest
from holdfast.people.queries import Able, able_to_own, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation.queries import people_on
from holdfast.web.forms import Form, intake
from holdfast.web.forms import escalation as forms
from holdfast.web.forms.fields import Choices
from holdfast.web.happened import in_words
from holdfast.web.request import Request


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
    hangs = attached(escalation)
    offered = _offered(request, escalation, handover, closing, failed)
    # What somebody typed is shown again even where the moment for it has passed.
    late = failed if failed and failed not in offered.values() else None
    if failed:
        failed.offer(_engineers(request, escalation))
    answer_mine = bool(closing and "answer" in offered)
    status = failed.status if failed else HTTPStatus.OK
    known = {request.user, escalation.raised_by, escalation.answerable, escalation.next_step_by}
    return render(
        request,
        "web/escalations/page.html",
        {
            "escalation": escalation,
            "handover": handover,
            "closing": closing,
            "forms": offered,
            "late": late,
            "failed": failed,
            "answer_mine": answer_mine,
            "mine": escalation.answerable.pk == request.user.pk,
            "may_withdraw_offer": bool(handover) and _may_withdraw(request, escalation, handover),
            "participants": participants(escalation) if hangs.participants else (),
            "may_involve": "involve" in offered,
            "events": in_words(latest(escalation.ref), known),
        },
        status=status,
    )


def _offered(
    request: Request,
    escalation: Escalation,
    handover: Handover | None,
    closing: ClosureRequest | None,
    failed: Form | None,
) -> dict[str, Form]:
    """What this person may do now: a form for each, one that was refused among them."""
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
    customer_side = raiser or me == escalation.support_engineer_id
    involved = customer_side or mine
    possible += [
        (intake.Involve, is_open and may(actor, "escalation.involve", mine=involved)),
        (
            intake.NameSupport,
            is_open and may(actor, "escalation.name_support", mine=customer_side),
        ),
    ]
    allowed = [form for form, may_be_used in possible if may_be_used]
    picked = {forms.WriteUpdate, forms.Offer}.intersection(allowed)
    choices = _engineers(request, escalation) if picked else ()
    return {
        form.slug.replace("-", "_"): failed
        if failed and failed.slug == form.slug
        else form.blank(choices if form in picked else ())
        for form in allowed
    }


def _may_withdraw(request: Request, escalation: Escalation, handover: Handover | None) -> bool:
    owner = escalation.owner
    givers = {handover.by_id if handover else None, owner.pk if owner else None}
    return may(request.actor, "escalation.withdraw_offer", mine=request.user.pk in givers)


def _engineers(request: Request, escalation: Escalation) -> Choices:
    """Who could own it: those on the rotation first."""
    programme = escalation.programme
    on = people_on(programme, policy_at(programme, request.now), at=request.now)
    owner = escalation.owner.pk if escalation.owner else None
    able = [each for each in able_to_own() if each.person != owner]
    groups = (
        ("On the rotation now", tuple(_choice(each) for each in able if each.person in on)),
        ("Other engineers", tuple(_choice(each) for each in able if each.person not in on)),
    )
    return tuple((name, choices) for name, choices in groups if choices)


def _choice(each: Able) -> tuple[str, str]:
    return each.login, f"{each.name} · {each.team}" if each.team else each.name
