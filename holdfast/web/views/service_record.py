"""Service records: where people stand, issuing, what counts as much, and checking one (R30 to R33)."""

from __future__ import annotations

import json
from datetime import date
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from holdfast.credit import actions
from holdfast.credit.presenting.service_records import checked_as_data, keys_as_data
from holdfast.credit.queries import service_records as queries
from holdfast.credit.queries.equivalents import equivalent, equivalents_of, kinds_now
from holdfast.credit.rules.statement import MOST
from holdfast.kernel.refusal import Invalid, NotFound, Refusal
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may, require
from holdfast.rotation.queries.fairness import turn_of
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms.credit import Check, Grant, Issue, Withdraw
from holdfast.web.request import Request

A_MINUTE = 60  # checks from one address


def service_records(request: Request) -> HttpResponse:
    return render(
        request,
        "web/service_records/list.html",
        {
            "turns": queries.standings(request.actor, at=request.now),
            "today": queries.today_of(request.now),
            "may_waive": may(request.actor, "rotation.waive"),
        },
    )


def of_person(request: Request, login: str) -> HttpResponse:
    """What was issued to somebody; a form sent here issues another one."""
    form = Issue(request.POST) if request.method == "POST" else Issue()
    if request.method == "POST":
        made = form.carry_out(
            actions.issue_service_record, login=login, by=once(request), at=request.now
        )
        if made:
            return see(f"/service-records/{made.code}", request, f"{made.ref} is issued.")
    return _person(request, login, issue=form)


def grant(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}/service-records", request):
        return shown
    form = Grant(request.POST)
    form.offer(_kinds(request))
    made = None
    try:
        days = form.worked() if form.is_valid() else None
    except Invalid as refusal:
        form.refuse(refusal)
    else:
        form.cleaned_data.pop("days", None)
        made = form.carry_out(
            actions.grant_equivalent, login=login, days=days, by=once(request), at=request.now
        )
    if made is None:
        return _person(request, login, granting=form)
    return see(f"/people/{login}/service-records", request, f"Granted; {made.person} is told.")


def withdrawal(request: Request, number: int) -> HttpResponse:
    row = equivalent(number)
    here = f"/people/{row.person.login}/service-records"
    require(request.actor, "equivalent.grant")
    form = Withdraw(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = form.carry_out(
            actions.withdraw_equivalent, equivalent_id=number, by=once(request), at=request.now
        )
        if done:
            return see(here, request, "Withdrawn; it stays on record, and they are told.")
    return render(
        request,
        "web/service_records/withdraw.html",
        {"row": row, "form": form, "here": here},
        status=form.status,
    )


def _person(
    request: Request, login: str, *, issue: Issue | None = None, granting: Grant | None = None
) -> HttpResponse:
    turn = turn_of(default_programme(), login, request.now)
    mine = request.user.pk in {turn.person.pk, turn.person.manager_id}
    require(
        request.actor,
        "service_record.issue",
        mine=mine,
        instead=f"{turn.person}, who manages them or a programme lead can.",
    )
    if granting is None:
        granting = Grant()
        granting.offer(_kinds(request))
    failed = next(
        (form for form in (issue, granting) if form and form.status != HTTPStatus.OK), None
    )
    return render(
        request,
        "web/service_records/person.html",
        {
            "turn": turn,
            "records": queries.records_of(turn.person.pk),
            "equivalents": equivalents_of(turn.person.pk),
            "issue": issue or Issue(),
            "grant": granting if may(request.actor, "equivalent.grant") else None,
            "failed": failed,
        },
        status=failed.status if failed else HTTPStatus.OK,
    )


def _kinds(request: Request) -> Any:
    known = kinds_now(default_programme(), request.now)
    return (("What the policy names", tuple((each, each) for each in known)),)


# --- for anybody, signed in or not ---------------------------------------------------------------


def record(request: Request, code: str) -> HttpResponse:
    """Whoever has the code may read it: the code is on the paper that its person gave them."""
    if refused := _too_often(request):
        return refused
    found = queries.check_code(code, at=request.now)
    assert found.record is not None, "a code that is known has a record"
    if found.record.code != code:
        return see(f"/service-records/{found.record.code}")
    statement = queries.statement_of(found.record)
    return _for_its_reader(
        render(
            request,
            "web/service_records/record.html",
            {
                "checked": found,
                "record": found.record,
                "statement": statement,
                "windows": [_days(each) for each in statement["windows"]],
                "equivalents": [_days(each) for each in statement["equivalents"]],
                "waivers": [_days(each) for each in statement["waivers"]],
            },
        )
    )


def download(request: Request, code: str) -> HttpResponse:
    if refused := _too_often(request):
        return refused
    found = queries.service_record(code)
    text = json.dumps(queries.as_document(found), indent=2, sort_keys=True)
    response = HttpResponse(text + "\n", content_type="application/json")
    name = f"service-record-{found.code}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _for_its_reader(response)


def check(request: Request) -> HttpResponse:
    found = None
    form = Check(request.POST, request.FILES) if request.method == "POST" else Check()
    if request.method == "POST":
        if refused := _too_often(request):
            return refused
        if form.is_valid():
            try:
                found = _checked(form, request)
            except Refusal as refusal:
                form.refuse(refusal)
    return _for_its_reader(
        render(
            request,
            "web/service_records/check.html",
            {"form": form, "checked": found, "data": found and checked_as_data(found)},
            status=form.status,
        )
    )


def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The public keys, to check a record without us."""
    return JsonResponse({"keys": keys_as_data(queries.keys())})


def _checked(form: Check, request: Request) -> queries.Checked:
    given = form.cleaned_data
    file: UploadedFile[bytes] | None = given["file"]
    if file:
        if (file.size or 0) > MOST:
            raise Invalid("That file is too large for a service record.", field="file")
        return queries.check_text(file.read().decode(errors="replace"), at=request.now)
    if given["record"].strip():
        return queries.check_text(given["record"], at=request.now)
    if not given["code"].strip():
        raise Invalid("Type the code, or bring the record.", field="code")
    try:
        return queries.check_code(given["code"], at=request.now)
    except NotFound as unknown:
        raise NotFound(unknown.message, field="code") from None


def _too_often(request: Request) -> HttpResponse | None:
    """Anybody may check; nobody may try codes by the thousand. Counted where all web processes see it."""
    address = get_adapter().get_client_ip(request)
    key = f"check-service-record:{address}:{request.now:%H%M}"
    cache.add(key, 0, timeout=120)
    try:
        tried = cache.incr(key)
    except ValueError:  # it ran out between the two
        return None
    refused: HttpResponse = ratelimit.respond_429(request)
    return refused if tried > A_MINUTE else None


def _for_its_reader(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the code
    return response


def _days(each: dict[str, Any]) -> dict[str, Any]:
    outcomes = each.get("led", {}).get("outcomes", {})
    return {
        **each,
        "outcomes": ", ".join(
            f"{count} {word.replace('_', ' ')}" for word, count in outcomes.items()
        ),
        "first": date.fromisoformat(each["starts_on"]),
        "last": date.fromisoformat(each["ends_on"]),
    }
