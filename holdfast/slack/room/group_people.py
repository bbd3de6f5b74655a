"""Who must be in a programme's user group now: people, as Slack's accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Person, Programme
from holdfast.people.queries import leads, names
from holdfast.rotation.queries import who
from holdfast.slack import client, identity
from holdfast.slack.errors import Denied, Gone, Refused
from holdfast.slack.models import Account, Group, Stranger
from holdfast.slack.rules.group import Users

# As identity.py: somebody whose account fits nobody is not looked up again for so long.
_LOOK_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`users` must be in the group; `unmapped` are those who are on and have no account that is known
    here, each with the window they are on in. `stand_in`: why it holds the leads instead."""

    users: Users
    unmapped: dict[int, int]
    stand_in: str = ""


def wanted(programme: Programme, *, at: datetime) -> Wanted:
    """Everybody `who` names and who is active: on a handover day those who go and those who come, as both
    are asked on it. Where nobody is on, or none of them is known in Slack, the leads. Asks Slack for
    accounts that are not known yet."""
    on = {
        each.person.pk: each.window.window
        for each in who(programme, at=at).engineers
        if each.person.is_active
    }
    found = _accounts(on, at=at)
    unmapped = {person: window for person, window in on.items() if person not in found}
    if found:
        return Wanted(tuple(sorted(found.values())), unmapped)
    instead = tuple(sorted(_accounts(leads(), at=at).values()))
    why = Group.StandIn.UNMAPPED if on else Group.StandIn.NOBODY
    return Wanted(instead, unmapped, why)


def _accounts(numbers: Iterable[int], *, at: datetime) -> dict[int, str]:
    numbers = list(numbers)
    known = identity.users_of(numbers)
    for person in names(number for number in numbers if number not in known).values():
        if user_id := _looked_up(person, at=at):
            known[person.pk] = user_id
    return known


def _looked_up(person: Person, *, at: datetime) -> str:
    """Their account by their mail address; empty where there is none, or it was unlinked lately."""
    if not person.email:
        return ""
    try:
        user = client.ask("users_lookupByEmail", at=at, email=person.email).get("user", {})
    except (Denied, Gone, Refused):
        return ""
    user_id = str(user.get("id", ""))
    if Stranger.objects.filter(user_id=user_id, seen_at__gt=at - _LOOK_AGAIN).exists():
        return ""
    return user_id if identity.match(user, at=at) == person else ""


def forget_gone(users: Iterable[str], *, at: datetime) -> list[str]:
    """Slack took none of these users because of one of them: whose account is deactivated there or no
    person's is theirs no more. Returns the logins."""
    gone: list[str] = []
    for account in Account.objects.filter(user_id__in=list(users)).select_related("person"):
        try:
            user = client.ask("users_info", at=at, user=account.user_id).get("user", {})
        except (Gone, Refused):
            user = {"deleted": True}
        if user.get("deleted") or user.get("is_bot") or user.get("is_stranger"):
            identity.unlink(by=CLOCK, at=at, login=account.person.login)
            gone.append(account.person.login)
    return gone


def names_of(users: Iterable[str]) -> list[str]:
    """The people of these accounts by name; Slack's own names of those nobody here has."""
    users = list(users)
    ours = Account.objects.filter(user_id__in=users).select_related("person")
    found = {each.user_id: str(each.person) for each in ours}
    seen = Stranger.objects.filter(user_id__in=users).exclude(name="")
    found = {**dict(seen.values_list("user_id", "name")), **found}
    return sorted(found.get(each, each) for each in users)
