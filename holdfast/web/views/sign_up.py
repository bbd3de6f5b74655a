"""Sign-ups: one's own answers, everybody's as a table, sheets in and out, and how somebody takes part."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import clean
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.queries import person as find
from holdfast.people.rules.permission import may, rank, require
from holdfast.rotation import actions
from holdfast.rotation.models import SignUp
from holdfast.rotation.queries import live_seats, missing
from holdfast.rotation.queries.sign_ups import (
    as_sheet,
    counts,
    current,
    history,
    open_windows,
    people_of,
    pool,
    said_by,
    volunteer_of,
)
from holdfast.web.answers import posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import sign_up as forms
from holdfast.web.importing import MOST_FINDINGS
from holdfast.web.request import Request

PAGE = 100


def sign_ups(request: Request) -> HttpResponse:
    """My answers first, then everybody's: a row for each person, a column for each window."""
    programme = default_programme()
    windows = open_windows(programme, at=request.now)
    said = current(programme, windows)
    everybody = people_of(said)
    after = clean(request.GET.get("after"))[:80]
    rows = [person for person in everybody if person.login > after]
    sums = counts(windows, said, pool())
    return render(
        request,
        "web/rotation/sign_ups.html",
        {
            "windows": windows,
            "rows": [
                (person, [(window, said.get((person.pk, window.pk))) for window in windows])
                for person in rows[:PAGE]
            ],
            "next": rows[PAGE - 1].login if len(rows) > PAGE else "",
            "after": after,
            "sums": [(window, sums[window.pk], missing(window)) for window in windows],
            "leads": may(request.actor, "rotation.edit"),
            # Leads and administrators could sit in a window too; nobody asks them.
            "asked": request.user.role == "engineer"
            or any(person == request.user.pk for person, _ in said),
            **_answers_of(request, request.user, None),
        },
    )


def person_sign_ups(request: Request, login: str) -> HttpResponse:
    """One person's answers, settings and everything they ever said; posting saves the answers."""
    person = find(login)
    if request.method != "POST":
        return show(request, person)
    windows = open_windows(default_programme(), at=request.now)
    form = forms.Answers(request.POST, windows=windows, said=said_by(person, windows))
    done = form.carry_out(
        actions.sign_up_sheet,
        programme=default_programme(),
        login=person.login,
        by=request.actor,
        at=request.now,
    )
    if done is None:
        return show(request, person, failed=form)
    new = len(done.written)
    words = f"Saved: {new} answer{'' if new == 1 else 's'} new." if new else "Nothing was changed."
    mine = person.pk == request.user.pk
    return see("/rotation/sign-ups" if mine else f"/people/{login}/sign-ups", request, words)


def volunteer(request: Request, login: str) -> HttpResponse:
    """How they take part."""
    if shown := posted_to(f"/people/{login}/sign-ups", request):
        return shown
    person = find(login)
    form = forms.TakingPart(request.POST)
    done = form.carry_out(
        actions.change_volunteer, login=person.login, by=request.actor, at=request.now
    )
    if done is None:
        return show(request, person, failed=form)
    return see(f"/people/{person.login}/sign-ups", request, "Saved.")


def show(request: Request, person: Person, *, failed: Form | None = None) -> HttpResponse:
    mine = person.pk == request.user.pk
    taking = forms.TakingPart(initial=forms.TakingPart.of(volunteer_of(person)))
    if isinstance(failed, forms.TakingPart):
        taking = failed
    return render(
        request,
        "web/people/sign_ups.html",
        {
            "person": person,
            "mine": mine,
            "taking": taking if may(request.actor, "rotation.sign_up", mine=mine) else None,
            "volunteer": volunteer_of(person),
            "history": history(person),
            "failed": failed,
            **_answers_of(request, person, failed),
        },
        status=failed.status if failed else 200,
    )


def _answers_of(request: Request, person: Person, failed: Form | None) -> dict[str, Any]:
    """The form with somebody's answers, where the reader may give them, and what stands against
    them: seats in windows they said no to."""
    mine = person.pk == request.user.pk
    windows = open_windows(default_programme(), at=request.now)
    said = said_by(person, windows)
    today = local_date(request.now, policy_at(default_programme(), request.now).zone)
    engineer = rank(person.role) >= rank("engineer") and person.is_active
    form = None
    if engineer and windows and may(request.actor, "rotation.sign_up", mine=mine):
        form = forms.Answers(windows=windows, said=said)
    if isinstance(failed, forms.Answers):
        form = failed
    seated = {
        window.pk: seat
        for window in windows
        for seat in live_seats(window)
        if seat.person_id == person.pk
    }
    return {
        "answers": form,
        "asks": [(asked, seated.get(asked.window.pk)) for asked in form.asked()] if form else [],
        "against": [
            (window, seated[window.pk])
            for window in windows
            if window.pk in seated and window.pk in said and not said[window.pk].choice
        ],
        "whose": person,
        "lacking": sum(each.starts_on > today and each.pk not in said for each in windows),
        "halves_lost": _halves_lost(person, list(said.values())),
    }


def _halves_lost(person: Person, said: list[SignUp]) -> bool:
    """They are there for one half only and take whole windows only: then nobody can seat them."""
    return not volunteer_of(person).halves and any(
        row.choice and len(row.halves) == 1 for row in said
    )


def sheet(request: Request) -> HttpResponse:
    """A sheet comes in: looked at first, and with the button taken in."""
    require(request.actor, "rotation.edit")
    if request.method != "POST":
        return render(request, "web/rotation/sign_ups_import.html", {"form": forms.Sheet()})
    form = forms.Sheet(request.POST, request.FILES)
    take = request.POST.get("take") == "yes"
    result, text = None, ""
    try:
        content = form.bytes()
        result = actions.import_sign_ups(
            programme=default_programme(),
            content=content,
            dry_run=not take,
            by=request.actor,
            at=request.now,
        )
        text = content.decode("utf-8-sig")
    except Refusal as refusal:
        refusal.field = refusal.field or "content"
        form.refuse(refusal)
    if result and take:
        return see("/rotation/sign-ups", request, _came_in(result))
    findings = result.findings if result else []
    return render(
        request,
        "web/rotation/sign_ups_import.html",
        {
            "form": form,
            "result": result,
            "text": text,
            "findings": findings[:MOST_FINDINGS],
            "more": max(len(findings) - MOST_FINDINGS, 0),
        },
        status=form.status,
    )


def _came_in(result: actions.ImportedSignUps) -> str:
    return (
        f"{len(result.written)} answers are new, {result.unchanged} were as they are, "
        f"{len(result.findings)} cells, people or columns were left out."
    )


def csv(request: Request) -> HttpResponse:
    text = as_sheet(default_programme(), at=request.now)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sign-ups.csv"'
    return response
