"""Customers: when they go live, and who leads for them before and after."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import READ, WRITE, After, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.intake import CustomerOut, SavingCustomer
from holdfast.escalation import actions
from holdfast.escalation.presenting.customer import customer_as_data
from holdfast.escalation.queries.customer import customer, customers
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme, policy_at

router = Router(tags=["customers"])

SEARCH = Query("", max_length=200, description="Part of a name.")


@router.get("/customers", response={200: Page[CustomerOut], **READ}, summary="Customers")
def list_customers(
    request: HttpRequest, limit: Limit, after: After, search: str = SEARCH
) -> HttpResponse:
    """By name, each with the phase it is in now."""
    at = caller(request).at
    policy = policy_at(default_programme(), at)
    found = customers(search=clean(search))
    if after:
        found = found.filter(name__gt=clean(after))
    shown = list(found[: limit + 1])
    more = shown[limit - 1].name if len(shown) > limit else None
    return page(
        [customer_as_data(each, policy=policy, at=at) for each in shown[:limit]], after=more
    )


@router.get("/customers/{path:name}", response={200: CustomerOut, **READ}, summary="One customer")
def show_customer(request: HttpRequest, name: str) -> HttpResponse:
    at = caller(request).at
    policy = policy_at(default_programme(), at)
    return answer(customer_as_data(customer(name), policy=policy, at=at))


@router.put(
    "/customers/{path:name}",
    response={200: CustomerOut, **WRITE},
    summary="Add or change a customer",
)
def save_customer(request: HttpRequest, name: str, payload: SavingCustomer) -> HttpResponse:
    """Sets all of what is known of it. The same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    saved = once(
        by,
        lambda: actions.save_customer(
            name=name,
            ga_on=payload.ga_on,
            implementation_engineer=payload.implementation_engineer or "",
            support_engineer=payload.support_engineer or "",
            by=by,
            at=at,
        ),
    )
    policy = policy_at(default_programme(), at)
    return answer(customer_as_data(customer(saved.name), policy=policy, at=at))
