"""The link in a manager's mail: signed for one relief and one person, who needs no account for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Person
from holdfast.people.queries import policy_at
from holdfast.rotation.models import Relief
from holdfast.rotation.queries.relief import answering, answers_for, is_ended, relief
from holdfast.rotation.rules.relief import LINK_DAYS

_SALT = "holdfast.rotation.relief"


def secret_for(found: Relief, person: Person) -> str:
    """What a link carries that acts in this person's name for this relief, and for nothing else."""
    return signing.Signer(salt=_SALT).sign_object([found.pk, person.pk])


def address_for(relief_id: int, person: Person) -> str:
    """Where a mail sends its reader: whoever answers for it to a page that needs no signing in,
    others to its page."""
    page = f"/reliefs/{relief_id}"
    try:
        found = relief(relief_id)
    except NotFound:
        return page
    if is_ended(found) or not answers_for(found, person.pk):
        return page
    return f"/reliefs/link/{secret_for(found, person)}"


def by_secret(secret: str, *, at: datetime) -> tuple[Relief, Person]:
    """The relief a link is for, and in whose name it acts.

    Raises NotFound where it was changed on its way, Conflict where it holds no longer: 60 days after
    the seat, once the relief has ended, or when somebody else answers for it now.
    """
    try:
        relief_id, person_id = signing.Signer(salt=_SALT).unsign_object(secret)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(
            "This link is not whole; open it from the mail again, or copy all of it."
        ) from None
    found = relief(relief_id)
    person = answering(found.seat.person, found.team)
    until = found.ends_before + timedelta(days=LINK_DAYS)
    if is_ended(found):
        raise Conflict("This relief has ended: its seat is not there any more, or has other days.")
    if person is None or person.pk != person_id:
        raise Conflict(
            f"This link is not in use any more: somebody else answers for {found.team} now."
        )
    if local_date(at, policy_at(found.seat.window.programme, at).zone) >= until:
        raise Conflict(f"This link ended on {until}; sign in to see the relief.")
    return found, person
