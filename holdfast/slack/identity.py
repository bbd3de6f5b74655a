"""Whose Slack account it is: the mail address is looked at once, then there is a button to link it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK, Actor
from holdfast.kernel.refusal import Conflict, NotFound
from holdfast.people.models import Person
from holdfast.people.queries import Able, able_to_own
from holdfast.slack import client
from holdfast.slack.errors import Trouble, Unanswered, Unreached
from holdfast.slack.models import Account, Stranger, Workspace

LINK_VALID = timedelta(days=1)
# Somebody whose address fits nobody here is not looked up again for so long.
_LOOK_AGAIN = timedelta(hours=6)
_SALT = "holdfast.slack.link"


def known(user_id: str) -> Person | None:
    """Whose account it is, as far as we know already; nobody who is deactivated."""
    account = Account.objects.select_related("person__team").filter(user_id=user_id).first()
    return account.person if account and account.person.is_active else None


def is_deactivated(user_id: str) -> bool:
    """Is it the account of somebody who was deactivated here? Linking it again would change nothing."""
    account = Account.objects.select_related("person").filter(user_id=user_id).first()
    return bool(account and not account.person.is_active)


def person_of(user_id: str, *, at: datetime, inline: bool = False) -> Person | None:
    """Whose account it is; where that is not known Slack is asked for its mail address, once.

    None where nobody here has that address: they link it themselves. `inline` asks with little
    patience, within Slack's three seconds.
    """
    if not user_id:
        return None
    account = Account.objects.select_related("person__team").filter(user_id=user_id).first()
    if account:
        return account.person if account.person.is_active else None
    seen = Stranger.objects.filter(user_id=user_id, seen_at__gt=at - _LOOK_AGAIN)
    if seen.exists() or Workspace.objects.filter(bot_user_id=user_id).exists():
        return None  # nobody here, or ourselves
    try:
        patience = client.INLINE if inline else client.TIMEOUT
        user = client.ask("users_info", at=at, timeout=patience, user=user_id).get("user", {})
    except (Trouble, Unreached, Unanswered):
        if inline:
            return None
        raise
    return match(user, at=at)


def match(user: dict[str, object], *, at: datetime) -> Person | None:
    """Join a Slack user (as `users.info` says it) with the person of the same mail address.

    Never a bot, a guest of another company or a deactivated account; a person has one account.
    """
    user_id = str(user.get("id", ""))
    profile = user.get("profile") or {}
    profile = profile if isinstance(profile, dict) else {}
    email = str(profile.get("email") or "").strip()
    name = str(profile.get("real_name") or user.get("real_name") or user.get("name") or "")
    ours = not (user.get("is_bot") or user.get("deleted") or user.get("is_stranger"))
    person = Person.objects.filter(email__iexact=email).first() if email and ours else None
    if person is None or not person.is_active:
        Stranger.objects.update_or_create(
            user_id=user_id, defaults={"seen_at": at, "name": name[:200]}
        )
        return None
    try:
        _join(user_id, person, how=Account.How.EMAIL, by=CLOCK, at=at)
    except Conflict:
        Stranger.objects.update_or_create(
            user_id=user_id, defaults={"seen_at": at, "name": name[:200]}
        )
        return None
    return person


def link_address(user_id: str) -> str:
    """Where somebody who is signed in says that this Slack account is theirs; valid for a day."""
    return f"{settings.BASE_URL}/slack/link/{signing.dumps(user_id, salt=_SALT)}"


def user_of_link(secret: str) -> str:
    """The Slack account a link is for. Raises NotFound where it is wrong or too old."""
    try:
        return str(signing.loads(secret, salt=_SALT, max_age=LINK_VALID))
    except signing.BadSignature:
        raise NotFound(
            "This link is not valid any more; press “Link your account” in Slack again."
        ) from None


def link(*, user_id: str, by: Actor, at: datetime) -> Account:
    """Somebody says that a Slack account is theirs; takes the place of what they had before.

    Raises Conflict where it is somebody else's already.
    """
    person = Person.objects.get(pk=by.person)
    return _join(user_id, person, how=Account.How.LINKED, by=by, at=at)


def unlink(*, by: Actor, at: datetime, login: str = "") -> None:
    """Take the link away; nothing is told in Slack to that person any more."""
    login = login or by.login
    with transaction.atomic(durable=True):
        account = Account.objects.select_for_update().filter(person__login=login).first()
        if account is None:
            raise NotFound("No Slack account is linked; there is nothing to take away.")
        user_id, person = account.user_id, account.person_id
        account.delete()
        Stranger.objects.update_or_create(user_id=user_id, defaults={"seen_at": at})
        record(
            "slack.unlinked",
            subject=f"person-{person}",
            by=by,
            at=at,
            data={"user": user_id, "login": login},
        )


def _join(user_id: str, person: Person, *, how: str, by: Actor, at: datetime) -> Account:
    try:
        with transaction.atomic():
            theirs = Account.objects.filter(user_id=user_id).first()
            if theirs and theirs.person_id != person.pk:
                raise Conflict(
                    f"That Slack account is linked to {theirs.person} already; they can unlink it on "
                    "their own page."
                )
            if how == Account.How.LINKED:
                Account.objects.filter(person=person).exclude(user_id=user_id).delete()
            account, made = Account.objects.get_or_create(
                user_id=user_id, defaults={"person": person, "how": how, "at": at}
            )
            Stranger.objects.filter(user_id=user_id).delete()
            if made:
                record(
                    "slack.linked",
                    subject=f"person-{person.pk}",
                    by=by,
                    at=at,
                    data={"user": user_id, "how": str(how), "login": person.login},
                )
    except IntegrityError:
        raise Conflict(f"{person} has another Slack account linked already.") from None
    return account


def users_of(people: Iterable[int]) -> dict[int, str]:
    """The Slack accounts of people by number; those without one are left out."""
    found = Account.objects.filter(person__in=list(people))
    return dict(found.values_list("person_id", "user_id"))


def unlinked() -> list[Able]:
    """Who could own an escalation and has no Slack account linked: Slack cannot call them."""
    linked = set(Account.objects.values_list("person_id", flat=True))
    return [each for each in able_to_own() if each.person not in linked]
