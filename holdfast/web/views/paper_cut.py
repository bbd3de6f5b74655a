"""Paper cuts: the board in GTM's order, one of them, and who speaks for which part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.refusal import NotFound
from holdfast.papercut import actions, queries
from holdfast.papercut.models import Part
from holdfast.papercut.presenting import as_csv
from holdfast.papercut.queries.figures import worked
from holdfast.papercut.queries.time_left import left_now
from holdfast.papercut.queries.voices import voices as voices_of
from holdfast.people.queries import default_programme, people, policy_at
from holdfast.people.rules.permission import may, require
from holdfast.web import paper_cuts as showing
from holdfast.web.answers import number as number_in
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import paper_cut as forms
from holdfast.web.importing import import_page
from holdfast.web.request import Request

TABS = {"open": "Backlog", "shipped": "Shipped", "dropped": "Dropped"}
JUDGED = {"": "All", "yes": "Product says yes", "none": "Not judged"}


def cuts(request: Request) -> HttpResponse:
    return _board(request)


def _board(request: Request, failed: Form | None = None) -> HttpResponse:
    programme, at = default_programme(), request.now
    tab = request.GET.get("state", "open")
    tab = tab if tab in TABS else "open"
    judged = request.GET.get("judged", "") if tab == "open" else ""
    judged = judged if judged in JUDGED else ""
    policy, left = policy_at(programme, at), left_now(programme, at=at)
    found, more = queries.page(
        programme, state=tab, at=at, after=number_in(request.GET.get("after"))
    )
    wanted = [each for each in found if not judged or _verdict(each) == judged]
    shown = showing.rows(wanted, request=request, policy=policy, left=left)
    rights = showing.rights(request, programme)
    return render(
        request,
        "web/paper_cuts/list.html",
        {
            "tab": tab,
            "tabs": TABS,
            "judged": judged,
            "filters": JUDGED,
            "ranked": [row for row in shown if row.each.position or tab != "open"],
            "loose": [row for row in shown if not row.each.position and tab == "open"],
            "any": bool(found),
            "left": left,
            "next": more,
            "seen": queries.last_rank(programme),
            # In a part of the order a position means something else, so nothing is dragged there.
            "drags": rights["ranks"] and tab == "open" and not judged,
            "failed": failed,
            **rights,
        },
        status=failed.status if failed else 200,
    )


def _verdict(each: queries.Standing) -> str:
    return str(each.judgement.verdict) if each.judgement else "none"


def new(request: Request) -> HttpResponse:
    form = forms.AddCut(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = form.carry_out(
            actions.add_cut, programme=default_programme(), by=once(request), at=request.now
        )
        if made:
            said = f"{made.ref} is written down; GTM ranks it, engineering estimates it."
            return see(f"/paper-cuts/{made.pk}", request, said)
    return render(request, "web/paper_cuts/new.html", {"form": form}, status=form.status)


def directory(request: Request) -> HttpResponse:
    programme = default_programme()
    if not showing.rights(request, programme)["imports"]:
        require(request.actor, "paper_cut.import")
    return import_page(
        request,
        form_of=forms.CutsFile,
        action=actions.import_cuts,
        template="web/paper_cuts/import.html",
    )


def csv(request: Request) -> HttpResponse:
    text = as_csv(queries.backlog(default_programme(), at=request.now))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="paper-cuts.csv"'
    return response


def cut(request: Request, number: int) -> HttpResponse:
    return _page(request, number)


_FORMS: dict[str, type[Form]] = {
    "rank": forms.RankCut,
    "estimate": forms.EstimateCut,
    "judge": forms.JudgeCut,
    "hand_back": forms.HandBack,
    "ship": forms.Ship,
    "drop": forms.DropCut,
    "wish": forms.WishFor,
    "change": forms.WriteCut,
}


def _page(request: Request, number: int, failed: Form | None = None, act: str = "") -> HttpResponse:
    each = queries.standing(number, at=request.now)
    programme = each.cut.programme
    policy, left = policy_at(programme, request.now), left_now(programme, at=request.now)
    (row,) = showing.rows([each], request=request, policy=policy, left=left)
    shown: dict[str, Form] = {name: form() for name, form in _FORMS.items()}
    fields = ("title", "gap", "impact", "workaround", "url")
    kept = {name: getattr(each.cut, name) for name in fields}
    shown["change"] = forms.WriteCut(initial=kept)
    shown["rank"] = forms.RankCut(initial={"position": each.position or ""})
    if failed and act in shown:
        shown[act] = failed
    rights = showing.rights(request, programme)
    mine = bool(each.pick_up and each.pick_up.person_id == request.user.pk)
    leads = may(request.actor, "paper_cut.ship")
    return render(
        request,
        "web/paper_cuts/page.html",
        {
            "row": row,
            "each": each,
            "cut": each.cut,
            "forms": shown,
            "failed": failed,
            "act": act,
            "mine": mine,
            "may_ship": each.is_open and (mine or leads),
            "may_pick_up": rights["picks_up"] and each.state == "waiting",
            "may_change": each.cut.by_id == request.user.pk
            or may(request.actor, "paper_cut.change"),
            "may_tell_any": may(request.actor, "paper_cut.tell"),
            "worked": worked(each.cut, at=request.now) if each.pick_up else None,
            "events": showing.happened(each.cut.ref),
            "most_days": policy.paper_cut_days,
            **rights,
        },
        status=failed.status if failed else 200,
    )


def rank(request: Request, number: int) -> HttpResponse:
    """One move, from the board by dragging or by number, or from its own page. What came of it is the
    board, so that a mover sees the order as it is now."""
    if shown := posted_to("/paper-cuts", request):
        return shown
    form = forms.RankCut(request.POST)
    ref = str(number)
    done = form.carry_out(actions.rank_cut, ref=ref, by=request.actor, at=request.now)
    from_page = request.POST.get("from") == "page"
    if done is None:
        return _page(request, number, form, "rank") if from_page else _board(request, form)
    if request.htmx:
        return _board(request)
    said = f"{done.ref} is ranked."
    return see(f"/paper-cuts/{number}" if from_page else "/paper-cuts", request, said)


def _act(
    request: Request, number: int, name: str, action: Callable[..., Any], said: str
) -> HttpResponse:
    here = f"/paper-cuts/{number}"
    if shown := posted_to(here, request):
        return shown
    form = _FORMS.get(name, Form)(request.POST)
    by = once(request) if name == "wish" else request.actor
    done = form.carry_out(action, ref=str(number), by=by, at=request.now)
    if done is None:
        return _page(request, number, form, name)
    return see(here, request, said)


def estimate(request: Request, number: int) -> HttpResponse:
    return _act(request, number, "estimate", actions.estimate_cut, "The estimate stands.")


def judgement(request: Request, number: int) -> HttpResponse:
    return _act(request, number, "judge", actions.judge_cut, "The judgement stands.")


def pick_up(request: Request, number: int) -> HttpResponse:
    said = "It is yours. A customer’s escalation comes before it."
    return _act(request, number, "pick_up", actions.pick_up, said)


def hand_back(request: Request, number: int) -> HttpResponse:
    return _act(request, number, "hand_back", actions.hand_back, "It waits for another engineer.")


def shipment(request: Request, number: int) -> HttpResponse:
    said = "It is shipped; everybody who passed a wish on hears of it."
    return _act(request, number, "ship", actions.ship, said)


def dropping(request: Request, number: int) -> HttpResponse:
    said = "It is dropped; everybody who passed a wish on hears why."
    return _act(request, number, "drop", actions.drop_cut, said)


def wishes(request: Request, number: int) -> HttpResponse:
    return _act(request, number, "wish", actions.wish, "The wish is noted.")


def changes(request: Request, number: int) -> HttpResponse:
    return _act(request, number, "change", actions.change_cut, "It is changed.")


def told(request: Request, number: int) -> HttpResponse:
    """“I told them”."""
    found = actions.one_wish(number)
    here = f"/paper-cuts/{found.cut_id}"
    if shown := posted_to(here, request):
        return shown
    form = Form(request.POST)
    done = form.carry_out(actions.say_told, wish_id=number, by=request.actor, at=request.now)
    if done is None:
        return _page(request, found.cut_id, form)
    return see(here, request, f"{found.customer} knows.")


def voices(request: Request) -> HttpResponse:
    """Who speaks for which part; a lead gives a voice."""
    programme = default_programme()
    form = forms.GiveVoice(request.POST if request.method == "POST" else None)
    form.offer((("", tuple((each.login, str(each)) for each in people(active=True))),))
    if request.method == "POST":
        done = form.carry_out(
            actions.give_voice, programme=programme, by=request.actor, at=request.now
        )
        if done is not None:
            return see("/paper-cuts/voices", request, "The voice is given.")
    every = voices_of(programme)
    return render(
        request,
        "web/paper_cuts/voices.html",
        {
            "parts": [
                (value, words, [each for each in every if each.part == value])
                for value, words in Part.choices
            ],
            "form": form,
            "gives": may(request.actor, "paper_cut.give_voice"),
        },
        status=form.status,
    )


def voice_end(request: Request, part: str, login: str) -> HttpResponse:
    if shown := posted_to("/paper-cuts/voices", request):
        return shown
    if part not in Part.values:
        raise NotFound("There is no such part; see who speaks for what.")
    actions.give_voice(
        programme=default_programme(),
        login=login,
        part=part,
        holds=False,
        by=request.actor,
        at=request.now,
    )
    return see("/paper-cuts/voices", request, "The voice is taken back.")
