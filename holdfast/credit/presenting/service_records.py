"""Service records, equivalents and checking as data, for every edge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast.credit.models import Equivalent, ServiceRecord, SigningKey
from holdfast.credit.queries.service_records import Checked
from holdfast.credit.rules.statement import ALGORITHM


def record_in_list(row: ServiceRecord, *, base: str) -> dict[str, Any]:
    return {
        "id": row.pk,
        "ref": row.ref,
        "code": row.code,
        "login": row.person.login,
        "as_of": row.as_of.isoformat(),
        "issued_at": row.at.isoformat(),
        "by": row.by.login if row.by else None,
        "url": f"{base}/service-records/{row.code}",
    }


def checked_as_data(found: Checked) -> dict[str, Any]:
    record = found.record
    return {
        "verdict": found.verdict.value,
        "sentence": found.sentence,
        "corrections": list(found.corrections),
        "ref": record.ref if record else None,
        "as_of": record.as_of.isoformat() if record else None,
        "issued_at": record.at.isoformat() if record else None,
    }


def keys_as_data(rows: Iterable[SigningKey]) -> list[dict[str, Any]]:
    return [
        {
            "key": each.name,
            "algorithm": ALGORITHM,
            "public": each.public,
            "since": each.since.isoformat(),
        }
        for each in rows
    ]


def equivalent_as_data(row: Equivalent) -> dict[str, Any]:
    gone = getattr(row, "withdrawal", None)
    return {
        "id": row.pk,
        "login": row.person.login,
        "kind": row.kind,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "days": row.days,
        "reason": row.reason,
        "by": row.by.login if row.by else None,
        "at": row.at.isoformat(),
        "withdrawn": gone.reason if gone else None,
    }
