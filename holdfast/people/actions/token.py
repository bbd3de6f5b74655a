"""Keys to the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.kernel.text import line
from holdfast.people.models import ApiToken, Person
from holdfast.people.rules.permission import require

LONGEST_DAYS = 366
_A_MINUTE = timedelta(minutes=1)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(
    *, login: str, scope: str, days: int = 90, label: str = "", by: Actor, at: datetime
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown this once and kept only as a digest.

    Only a lead or administrator gets a token that acts for others.
    """
    if scope not in ApiToken.Scope.values:
        raise Invalid(f"“{scope[:20]}” is not a scope; use read, write or act-as.", field="scope")
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid("A token lasts 1 to 366 days.", field="days")
    with transaction.atomic(durable=True):
        person = Person.objects.filter(login=login.strip().lower(), deactivated_at=None).first()
        if person is None:
            raise NotFound(f"Nobody active here has the login {login[:80]!r}.", field="as")
        require(by, "token.create", mine=person.pk == by.person_id)
        if scope == ApiToken.Scope.ACT_AS:
            require(by, "token.act_as")
        secret = f"hf_{secrets.token_urlsafe(32)}"
        token = ApiToken.objects.create(
            person=person,
            scope=scope,
            label=line(label, field="label")[:80],
            prefix=secret[:8],
            digest=digest(secret),
            created_at=at,
            expires_at=at + timedelta(days=days),
        )
        record(
            "token.created",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={"prefix": token.prefix, "scope": scope},
        )
    return token, secret


def revoke_token(*, token_id: int, by: Actor, at: datetime) -> None:
    with transaction.atomic(durable=True):
        token = ApiToken.objects.select_for_update().filter(pk=token_id).first()
        if token is None:
            raise NotFound("There is no such token.")
        require(by, "token.create", mine=token.person_id == by.person_id)
        if token.revoked_at is None:
            token.revoked_at = at
            token.save(update_fields=["revoked_at"])
            record(
                "token.revoked",
                subject=f"person-{token.person_id}",
                by=by,
                at=at,
                data={"prefix": token.prefix},
            )


def note_use(*, token: ApiToken, at: datetime) -> None:
    """Remember the last use, to the minute: a write on every read would cost more than it tells."""
    if token.last_used_at is None or at - token.last_used_at >= _A_MINUTE:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
