"""A hand-kept rotation table: brought in, looked at, imported; and written out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode

from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.queries import as_rows, imports, read
from holdfast.rotation.queries import upload as find
from holdfast.rotation.rules.table import Finding, TableReading, WindowRow, write_table
from holdfast.web.answers import number, posted_to, see
from holdfast.web.forms import rotation as forms
from holdfast.web.request import Request

# What is worth knowing without being wrong.
CALM = {
    "shared-day",
    "unfilled",
    "consecutive-service",
    "unknown-person",
    "understaffed",
    "overstaffed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table with what was found in it and what it would become."""

    number: int
    text: str
    findings: list[Finding]
    window: WindowRow | None

    @property
    def wrong(self) -> bool:
        return any(finding.kind not in CALM for finding in self.findings)


def table(request: Request) -> HttpResponse:
    return _show(request, forms.Table())


def _show(request: Request, form: forms.Table) -> HttpResponse:
    return render(
        request,
        "web/rotation/table.html",
        {
            "form": form,
            "may_import": may(request.actor, "rotation.import"),
            "rows": len(as_rows(default_programme())),
            "imports": imports(default_programme()),
        },
        status=form.status,
    )


def uploads(request: Request) -> HttpResponse:
    if shown := posted_to("/rotation/table", request):
        return shown
    form = forms.Table(request.POST, request.FILES)
    try:
        content, name = form.content()
        upload = actions.upload_table(
            programme=default_programme(),
            content=content,
            name=name,
            by=request.actor,
            at=request.now,
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(request, form)
    return see(f"/rotation/uploads/{upload.pk}")


def upload(request: Request, pk: int) -> HttpResponse:
    """What would come in. Ticks are read from the address too, so that a preview can be of a
    decision already made."""
    found = find(pk)
    accept, replace = _ticked(request.GET, "repair"), _ticked(request.GET, "replace")
    reading = read(
        found.programme, bytes(found.content), accept=accept, replace=replace, at=request.now
    )
    return render(
        request,
        "web/rotation/upload.html",
        {
            "upload": found,
            "calm": CALM,
            "lines": lines_of(reading),
            "may_import": may(request.actor, "rotation.import"),
            "windows": len(reading.windows),
            "seats": sum(len(window.seats) for window in reading.windows),
            "repairs": sum(finding.repair is not None for finding in reading.findings),
            "seen": " ".join(str(each.line) for each in reading.findings if each.replaces),
            "against": sum(finding.replaces is not None for finding in reading.findings),
        },
    )


def _ticked(sent: QueryDict, name: str) -> list[int]:
    return [line for text in sent.getlist(name) if (line := number(text))]


def lines_of(reading: TableReading) -> list[Line]:
    """The table line by line, with what was found in each and what it would become."""
    by_line: dict[int, list[Finding]] = {}
    for finding in reading.findings:
        by_line.setdefault(finding.line, []).append(finding)
    windows = {window.line: window for window in reading.windows}
    numbers = sorted({*reading.lines, *by_line})
    return [
        Line(line, reading.lines.get(line, ""), by_line.get(line, []), windows.get(line))
        for line in numbers
    ]


def import_upload(request: Request, pk: int) -> HttpResponse:
    if shown := posted_to(f"/rotation/uploads/{pk}", request):
        return shown
    accept, replace = _ticked(request.POST, "repair"), _ticked(request.POST, "replace")
    done = actions.import_table(
        upload=find(pk), accept=accept, replace=replace, by=request.actor, at=request.now
    )
    said = _said(done)
    against = {each.line for each in done.reading.findings if each.replaces and not each.applied}
    seen = {number(line) for line in request.POST.get("seen", "").split()}
    if against - seen:
        # An accepted repair has brought a row against what stands here; that wants another look.
        ticks = urlencode([("repair", line) for line in accept])
        said += " Some rows contradict what stands here now: look at them below."
        return see(f"/rotation/uploads/{pk}?{ticks}", request, said)
    return see("/rotation?all=1", request, said)


def _said(done: actions.Imported) -> str:
    if not done.changed_anything:
        return "What can come in was here already; nothing changed."
    said = f"{plural(done.windows_added, 'window')} and {plural(done.seats_added, 'seat')} came in."
    if done.windows_changed:
        said += f" {plural(done.windows_changed, 'window was', 'windows were')} changed."
    if done.seats_added:
        said += " The seats are claims of the table until their people confirm them."
    return said


def markdown(request: Request) -> HttpResponse:
    return _export(request, "markdown", "text/markdown; charset=utf-8", "rotation.md")


def csv(request: Request) -> HttpResponse:
    return _export(request, "csv", "text/csv; charset=utf-8", "rotation.csv")


def _export(
    request: Request, form: Literal["markdown", "csv"], kind: str, name: str
) -> HttpResponse:
    programme = default_programme()
    wanted = policy_at(programme, request.now).seats_wanted
    text = write_table(as_rows(programme), format=form, usual_wanted=wanted)
    return HttpResponse(
        text, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
