"""A CSV of support issues: brought, its columns looked at, and read by the worker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.refusal import Refusal
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import require
from holdfast.support import actions
from holdfast.support.models import Import
from holdfast.support.queries.importing import (
    Preview,
    beginning,
    find_import,
    imports,
    order_among,
    preview,
    sheet_of,
)
from holdfast.support.rules.mapping import Mapped, from_data, guess, mapped
from holdfast.support.rules.records import Sheet
from holdfast.web.answers import see
from holdfast.web.forms import issue as forms
from holdfast.web.request import Request

LOOK = "look"  # the button that shows the rows again and begins nothing
_BEGINNING = 1000


def bring(request: Request) -> HttpResponse:
    require(request.actor, "issues.import")
    form = forms.Bring(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        try:
            file, name = form.opened()
            made = actions.bring_issues(
                programme=default_programme(),
                file=file,
                name=name,
                by=request.actor,
                at=request.now,
            )
        except Refusal as refusal:
            refusal.field = refusal.field or "file"
            form.refuse(refusal)
        else:
            return see(f"/issues/imports/{made.pk}")
    shown = {"form": form, "imports": imports(default_programme())}
    return render(request, "web/issues/bring.html", shown, status=form.status)


def imported(request: Request, number: int) -> HttpResponse:
    """Until it is begun the mapping with the first rows; then how far it is, and what came of it."""
    require(request.actor, "issues.import")
    found = find_import(number)
    open_ = found.state == "brought" or (found.state == "failed" and not found.read)
    if request.method != "POST" or not open_:
        return _page(request, found, open_=open_)
    form = forms.Mapping(request.POST, columns=sheet_of(found).columns)
    if LOOK in request.POST:
        return _page(request, found, open_=True, form=form, looked=True)
    begun = form.carry_out(
        actions.begin_import,
        import_id=found.pk,
        guessing=False,
        by=request.actor,
        at=request.now,
    )
    if begun is None:
        return _page(request, found, open_=True, form=form)
    return see(f"/issues/imports/{found.pk}")


def _page(
    request: Request,
    found: Import,
    *,
    open_: bool,
    form: forms.Mapping | None = None,
    looked: bool = False,
) -> HttpResponse:
    shown = {"imported": found, "state": found.state, "open": open_, "form": None}
    if open_:
        file = sheet_of(found)
        guessed = (
            from_data(found.mapping)
            if found.mapping
            else guess(file.columns, beginning(found, file))
        )
        form = form or forms.Mapping(columns=file.columns, initial=forms.Mapping.of(guessed))
        shown |= {"form": form, **_rows(request, found, file, form, guessed, looked=looked)}
    return render(request, "web/issues/import.html", shown, status=form.status if form else 200)


def _rows(
    request: Request,
    found: Import,
    file: Sheet,
    form: forms.Mapping,
    guessed: Mapped,
    *,
    looked: bool,
) -> dict[str, object]:
    """The first rows as the form would have them read, or why they cannot be."""
    rows: list[Preview] = []
    lacks = ""
    asked = guessed
    try:
        if looked and form.is_valid():
            said = form.cleaned_data
            asked = mapped(
                file.columns,
                given=said["columns"],
                dates=said["dates"],
                defect=said["defect"],
                guessing=False,
            )
        if "key" in asked.columns and "opened" in asked.columns:
            rows = preview(found, file, asked, at=request.now)
    except Refusal as refusal:
        lacks = refusal.message
    ambiguous = bool(rows) and not asked.dates
    return {
        "rows": rows,
        "lacks": lacks,
        "columns": len(file.columns),
        "ambiguous": ambiguous and order_among(found, file, asked, most=_BEGINNING) == "",
    }
