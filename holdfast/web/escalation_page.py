"""The page of one escalation: the same whether it is opened or a form on it was refused."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation.models import ClosureRequest, Escalation, Handover
from holdfast.escalation.possible import possible
from holdfast.escalation.queries import attached, by_ref, pending_closure, pending_handover
from holdfast.escalation.queries.closure import answerers
from holdfast.escalation.queries.link import links_of
from holdfast.escalation.queries.ownership import owners_of
from holdfast.escalation.queries.participant import participants
from holdfast.journal.queries import latest
from holdfast.people.queries import Able, able_to_own, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation.queries import people_on
from holdfast.support.queries.issue import matches_of
from holdfast.web import asks as asks_shown
from holdfast.web.acts import offered_acts
from holdfast.web.forms import Form, intake
from holdfast.web.forms import escalation as forms
from holdfast.web.forms.fields import Choices
from holdfast.web.forms.issue import MatchIssue
from holdfast.web.forms.link import Link
from holdfast.web.forms.standing import Corner
from holdfast.web.happened import in_words
from holdfast.web.outcome import CLOSING, outcome
from holdfast.web.piece_page import of_escalation as pieces_and_fixes
from holdfast.web.request import Request
from holdfast.web.standing import NOT_MOVING, standing


def escalation_page(
    request: Request,
    ref: str,
    *,
    failed: Form | None = None,
    escalation: Escalation | None = None,  # where the caller has read it already
) -> HttpResponse:
    escalation = escalation or by_ref(ref)
    hangs = attached(escalation)
    handover = pending_handover(escalation) if hangs.offer else None
    closing = pending_closure(escalation) if hangs.closing else None
    asks = asks_shown.on_page(request, escalation, hangs, failed)
    stands = standing(request, escalation, hangs)
    can = possible(escalation, by=request.actor, corner=stands["corner"])
    offered = _offered(request, escalation, handover, closing, failed, can=can)
    # What somebody typed is shown again even where the moment for it has passed.
    places = [*offered.values(), *(each.form for each in asks)]
    places += [each.filed.form for each in asks]
    late = failed if failed and failed not in places else None
    if failed:
        failed.offer(_engineers(request, escalation))
    answer_mine = bool(closing and "answer" in offered)
    status = failed.status if failed else HTTPStatus.OK
    me = request.user
    mine = escalation.answerable.pk == me.pk
    known = (me, escalation.raised_by, escalation.answerable, escalation.next_step_by)
    made = pieces_and_fixes(request, escalation, hangs)
    ended = outcome(escalation, hangs)
    pages = {
        "asks": "ask" in can,
        "pieces": "hand_out_piece" in can,
        "handovers/new": "offer" in offered,
        "fixes": "record_fix" in can,
    }
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
            "asks": asks,
            "to_me": any(each.to_me for each in asks),
            "for_my_team": any(may_take for _, may_take, _ in made["pieces"]),
            "mine": mine,
            "may_withdraw_offer": bool(handover) and _may_withdraw(request, escalation, handover),
            "links": links_of(escalation) if hangs.links else (),
            "issues": matches_of(escalation),
            "owners": owners_of(escalation) if _was_handed_over(escalation) else (),
            **made,
            **stands,
            **ended,
            **offered_acts(
                escalation,
                offered,
                by_raiser=escalation.raised_by_id == me.pk,
                classed=ended["classed"],
                writes_lesson=bool(escalation.closure)
                and mine
                and not ended["learnings"]
                and not ended["merged"]
                and not failed,
                pages=[name for name, allowed in pages.items() if allowed],
            ),
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
    *,
    can: frozenset[str],
) -> dict[str, Form]:
    """What this person may do now: a form for each, one that was refused among them."""
    actor, me = request.actor, request.user.pk
    owner = escalation.owner
    mine = bool(owner and owner.pk == me)
    raiser = escalation.raised_by_id == me
    concerned = mine or raiser or escalation.support_engineer_id == me
    is_open, unowned = escalation.is_open, owner is None
    answerable = escalation.answerable.pk == me
    to_me = bool(handover and handover.to_id == me)
    forms_of: list[tuple[type[Form], bool]] = [
        (forms.Reopen, not is_open and may(actor, "escalation.reopen", mine=concerned)),
        (forms.Accept, is_open and unowned and may(actor, "escalation.accept")),
        (forms.Decline, is_open and unowned and may(actor, "escalation.decline")),
        (forms.DeclineOffer, to_me),
        (
            forms.AnswerClosing,
            bool(closing) and _may_answer(request, escalation, closing),
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
            is_open and not closing and may(actor, "escalation.ask_to_close", mine=concerned),
        ),
        (Link, "link" in can),
        (MatchIssue, may(actor, "issues.match", mine=concerned)),
        *((form, word in can) for word, form in CLOSING.items()),
        *((form, word in can) for word, form in NOT_MOVING.items()),
        (intake.Involve, "involve" in can),
        (intake.NameSupport, "name_support" in can),
    ]
    allowed = [form for form, may_be_used in forms_of if may_be_used]
    picked = {forms.WriteUpdate, Corner}.intersection(allowed)
    choices = _engineers(request, escalation) if picked else ()
    return {
        form.slug.replace("-", "_"): failed
        if failed and failed.slug == form.slug
        else form.blank(choices if form in picked else ())
        for form in allowed
    }


def _was_handed_over(escalation: Escalation) -> bool:
    return bool(escalation.ownership and escalation.ownership.number > 1)


def _may_answer(request: Request, escalation: Escalation, closing: ClosureRequest | None) -> bool:
    """Nobody but the raiser agrees to what they asked for themselves."""
    me, asked_by = request.user.pk, closing.by_id if closing else 0
    mine = me in answerers(escalation, asked_by=asked_by)
    return mine or (me != asked_by and may(request.actor, "escalation.answer_closing"))


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
