"""Publishing a Home: when somebody opens it, and again when something of theirs changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from holdfast.journal.channels import Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.slack.apphome.page import publish, refresh
from holdfast.slack.calls import Call, on_event
from holdfast.slack.channel import Folds, owed
from holdfast.slack.errors import Gone, Refused
from holdfast.slack.models import Account
from holdfast.store import Listed, slot

RECENT = timedelta(hours=24)  # a Home that was opened within it may still stand open
_LINKED, _UNLINKED = "slack.linked", "slack.unlinked"
_NOT_ENABLED = (
    "not_enabled"  # the tab is switched off in the app's settings: the set-up page says so
)

_opened = Listed(
    lambda among: Account.objects.filter(
        among("person"), home_at__gt=slot.instant("since")
    ).values_list("person_id")
)


@on_event("app_home_opened", wants=lambda event: event.get("tab") == "home")
def opened(call: Call) -> None:
    Account.objects.filter(user_id=call.user_id).update(home_at=call.at)
    try:
        publish(call.user_id, call.person, at=call.at, shown=call.event.get("view") or {})
    except (Gone, Refused) as error:
        _quiet(error)


class Home:
    """The recipient is `home:` and the number of a person, or the id of an account that is no longer
    theirs."""

    name = "home"
    folds = Folds.LAST

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        """For those told and who acted, where they may have it open: one query, in every action."""
        if event.kind == _UNLINKED:
            return [owed(self.name, event, f"home:{event.data['user']}", at=at)]
        if event.kind == _LINKED and event.data.get("how") == Account.How.LINKED:
            return [owed(self.name, event, f"home:{event.by}", at=at)]
        concerned = {*people} if event.by is None else {*people, event.by}
        if not concerned:
            return []
        found = sorted(person for (person,) in _opened.all(concerned, since=at - RECENT))
        return [owed(self.name, event, f"home:{person}", at=at) for person in found]

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002 - the last one says it all
        *,
        at: datetime,
    ) -> Outcome | None:
        whose = delivery.recipient.removeprefix("home:")
        try:
            written = _again(whose, at=at)
        except (Gone, Refused) as error:
            _quiet(error)
            return Sent(message={}, note=str(error))
        return Sent(message={}, note="" if written else "As before.")

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """Publishing twice shows the same."""
        return False


def _again(whose: str, *, at: datetime) -> bool:
    if not whose.isdigit():
        if Account.objects.filter(user_id=whose).exists():
            return False  # linked anew since
        return publish(whose, None, at=at, shown={})
    account = Account.objects.select_related("person__team").filter(person=int(whose)).first()
    if account is None or not account.person.is_active:
        return False
    return refresh(account, at=at)


def _quiet(error: Gone | Refused) -> None:
    """Somebody who left, or a tab that is switched off, is no failure; the rest is a fault of ours."""
    if isinstance(error, Refused) and error.code != _NOT_ENABLED:
        raise error
