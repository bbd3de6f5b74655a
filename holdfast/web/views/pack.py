"""Handover packs: what the outgoing engineers still own, and what becomes of it (R70)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.models import Pack
from holdfast.escalation.presenting.pack import markdown_of, said, shown
from holdfast.escalation.queries.pack import is_frozen, next_pack, pack_of, seen
from holdfast.escalation.queries.pack import packs as every_pack
from holdfast.escalation.rules.pack import Decision
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms.pack import Decide
from holdfast.web.request import Request
from holdfast.web.successors import Successors, successors


@dataclass(frozen=True, slots=True)
class ItemShown:
    """`form` is for who may decide while there is something to decide."""

    item: dict[str, Any]
    said: str
    form: Decide | None


def packs(request: Request) -> HttpResponse:
    programme = default_programme()
    found = [(each, is_frozen(each)) for each in every_pack(programme)]
    return render(
        request,
        "web/packs/list.html",
        {"packs": found, "next": next_pack(programme, request.now)},
    )


def pack(request: Request, number: int) -> HttpResponse:
    return _page(request, pack_of(number))


def markdown(request: Request, number: int) -> HttpResponse:
    found = pack_of(number)
    text = markdown_of(found, at=request.now, base=settings.BASE_URL)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    name = f"handover-{found.window.ends_on.isoformat()}.md"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def item(request: Request, number: int, ref: str) -> HttpResponse:
    """Keep it, or ask whom was chosen; the pressed button says which."""
    if answer := posted_to(f"/packs/{number}", request):
        return answer
    found = pack_of(number)
    form = Decide(ref, request.POST)
    form.offer(_known(request, found, request.user).choices)
    done = form.carry_out(
        actions.decide_item,
        window_id=number,
        ref=ref,
        decision=request.POST.get("decision", ""),
        by=once(request),
        at=request.now,
    )
    if done is None:
        return _page(request, found, failed=(ref, form))
    words = f"{done.escalation.ref} is kept."
    if done.decision is Decision.ASKED and done.offer:
        words = (
            f"{done.offer.to} is asked to take {done.escalation.ref}; until they accept, "
            f"{done.escalation.owner} owns it."
        )
    return see(f"/packs/{number}", request, words)


def _page(
    request: Request, found: Pack, *, failed: tuple[str, Decide] | None = None
) -> HttpResponse:
    data = shown(found, at=request.now, base=settings.BASE_URL)
    forms = {} if is_frozen(found) else _forms(request, found)
    if failed:
        forms[failed[0]] = failed[1]
    status = failed[1].status if failed else 200
    return render(
        request,
        "web/packs/page.html",
        {
            "pack": found,
            "window": found.window,
            "data": data,
            "frozen": found.frozen if is_frozen(found) else None,
            "boundary_at": None if is_frozen(found) else seen(found).boundary_at,
            "items": [
                ItemShown(each, said(each), forms.get(each["ref"])) for each in data["items"]
            ],
            "failed": failed,
        },
        status=status,
    )


def _forms(request: Request, found: Pack) -> dict[str, Decide]:
    forms: dict[str, Decide] = {}
    known: dict[int, Successors] = {}
    for each in seen(found).items:
        owner = each.escalation.owner
        if owner is None or each.decision not in {Decision.UNDECIDED, Decision.KEPT}:
            continue
        if not may(request.actor, "pack.edit", mine=owner.pk == request.user.pk):
            continue
        if owner.pk not in known:
            known[owner.pk] = _known(request, found, owner)
        form = Decide(each.escalation.ref, to=known[owner.pk].first)
        form.offer(known[owner.pk].choices)
        forms[each.escalation.ref] = form
    return forms


def _known(request: Request, found: Pack, owner: Person) -> Successors:
    return successors(request, found.window.programme, owner)
