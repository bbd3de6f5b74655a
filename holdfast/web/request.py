"""A request as the middleware hands it to a view."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from holdfast.kernel.actor import Actor
from holdfast.people.models import Person


class Request(HttpRequest):
    """`now` is the one reading of the clock; `actor` is who acts, for `by=`; `zone` is whose time
    is shown. `user` is a Person on every page but the public ones."""

    now: datetime
    actor: Actor
    zone: str
    user: Person
    htmx: HtmxDetails
