"""Who calls: a bearer token, its scope, and in whose name it acts."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from ninja.security import HttpBearer

from holdfast.api.idempotency import request_key
from holdfast.api.problems import NoToken, TooMany
from holdfast.kernel import clock
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotAllowed, NotFound
from holdfast.kernel.text import clean
from holdfast.people.actions import note_use
from holdfast.people.actions.token import digest
from holdfast.people.models import ApiToken
from holdfast.people.queries import actor, person, token

# A key has 256 bits, so guessing is hopeless; the limit keeps a lost client from hammering.
WRONG_TOKENS = 30
PER_SECONDS = 60
_TOKEN = re.compile(r"[\x21-\x7e]{1,200}")
_READING = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Caller:
    """A live token, the person it belongs to as actor, and the moment of the request."""

    token: ApiToken
    actor: Actor
    at: datetime


class Bearer(HttpBearer):
    """An API token, made on the web or with `holdfast token create`."""

    def __call__(self, request: HttpRequest) -> Caller:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            raise NoToken(
                "Send your API token as “Authorization: Bearer hf_…”; "
                "`holdfast token create` makes one."
            )
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, secret: str) -> Caller:
        at = clock.now()
        found = token(digest(secret), at=at) if _TOKEN.fullmatch(secret) else None
        if found is None:
            _count_wrong(request)
            raise NoToken("This token is unknown, expired or revoked; make a new one.")
        if found.scope == ApiToken.Scope.READ and request.method not in _READING:
            raise NotAllowed("This token only reads; make one with the scope write.")
        caller = Caller(found, actor(found.person, via="api"), at)
        # A busy database must not refuse a read for the sake of this note.
        with contextlib.suppress(DatabaseError):
            note_use(token=found, at=at)
        return caller


def caller(request: HttpRequest) -> Caller:
    return cast("Caller", request.auth)  # type: ignore[attr-defined]  # django-ninja sets it


def acting(request: HttpRequest, name: str | None = None) -> Actor:
    """Who acts: the token's person, or whom `as` names where the scope allows it.

    `as` stands in the body or, where there is none, in the query. A POST carries its
    Idempotency-Key along.
    """
    who = caller(request)
    by = who.actor
    name = clean(name or request.GET.get("as")).lower().removeprefix("@")
    if name and name != by.login:
        by = _other(who, name)
    if request.method == "POST":
        by = by.with_request(request_key(request, who.token.person_id))
    return by


def _other(who: Caller, name: str) -> Actor:
    if who.token.scope != ApiToken.Scope.ACT_AS:
        raise NotAllowed(
            f"This token acts as {who.actor.login} only; one with the scope act-as may name "
            "somebody else."
        )
    try:
        other = actor(person(name), via="api")
    except NotFound as unknown:
        raise Invalid(unknown.message, field="as") from None
    # A lead can make such a token; it must not make an administrator of them.
    if other.role == "admin" and who.actor.role != "admin":
        return replace(other, role="lead")
    return other


def _count_wrong(request: HttpRequest) -> None:
    """Count in the shared cache, by address, only what is wrong: good requests pay nothing."""
    key = f"api-wrong-token:{request.META.get('REMOTE_ADDR', '')}"
    count = cache.get(key, 0) + 1
    if count > WRONG_TOKENS:
        raise TooMany(PER_SECONDS)
    cache.set(key, count, PER_SECONDS)
