"""Issuing a service record: kept as issued, signed (R32)."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from holdfast.credit.models import ServiceRecord, SigningKey
from holdfast.credit.queries.service_records import facts_of, service_record, today_of
from holdfast.credit.rules.statement import ALPHABET, CODE, FORMAT, canonical
from holdfast.credit.signing import name_of, public_key, sign
from holdfast.journal.actions import record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme, person
from holdfast.people.rules.permission import require


def issue_service_record(
    *, login: str, as_of: date | None = None, by: Actor, at: datetime
) -> ServiceRecord:
    """State what somebody served until a day, today where none is named. They, who manages them or a
    lead may; whoever is gone can still be stated. Raises Invalid for a day that is not here yet."""
    if event := repeated(by):
        return service_record(ServiceRecord.objects.get(pk=event.data["service_record"]).code)
    whose = person(login)
    mine = by.person_id is not None and by.person_id in {whose.pk, whose.manager_id}
    require(
        by,
        "service_record.issue",
        mine=mine,
        instead=f"{whose}, who manages them or a programme lead can.",
    )
    today = today_of(at)
    day = as_of or today
    if day > today:
        raise Invalid(
            "A service record is as of a day that has been, today at the latest.", field="as_of"
        )
    programme, code = default_programme(), _new_code()
    with transaction.atomic(durable=True):
        key = _key(at)
        body = canonical(
            {
                "format": FORMAT,
                "code": code,
                "issuer": {"programme": programme.name, "url": settings.BASE_URL},
                "issued_at": at.isoformat(),
                "check_at": f"{settings.BASE_URL}/service-records/{code}",
                **facts_of(whose, programme, as_of=day, at=at),
            }
        )
        made = ServiceRecord.objects.create(
            person=whose,
            code=code,
            as_of=day,
            body=body,
            signature=sign(body),
            key=key,
            by_id=by.person_id,
            at=at,
        )
        record(
            "service_record.issued",
            subject=f"person-{whose.pk}",
            by=by,
            at=at,
            tell=[whose.pk] if whose.is_active else [],
            # Not the code: whoever has it may read the record, and the journal has other readers.
            data={
                "people": {"who": whose.pk},
                "login": whose.login,
                "service_record": made.pk,
                "record": made.ref,
                "as_of": day.isoformat(),
            },
        )
    return service_record(code)


def _key(at: datetime) -> SigningKey:
    public = public_key()
    found, _ = SigningKey.objects.get_or_create(
        public=public, defaults={"name": name_of(public), "since": at}
    )
    return found


def _new_code() -> str:
    """80 bits by chance: nobody guesses one, and no two are the same."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE))
