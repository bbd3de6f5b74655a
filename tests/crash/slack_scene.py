"""What the Slack crash test's processes do: `python -m tests.crash.slack_scene open N | work | tell`."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.site.settings"

from holdfast.site import processes

LEASE = timedelta(seconds=3)  # in earnest two minutes; long against a call here, short to wait for
KIND = "click:test.raise"


def open_with(users: dict[str, str]) -> None:
    """Migrate an empty database; for each Slack user a person with an account, a message that is owed
    to them, and a click of theirs that waits in the inbox."""
    processes.migrate()
    from django.db import transaction

    from holdfast.journal import inbox
    from holdfast.journal.actions import record
    from holdfast.kernel import clock
    from holdfast.kernel.actor import CLOCK
    from holdfast.people.models import Person, Programme
    from holdfast.slack.models import Account
    from holdfast.slack.workspace import look

    at = clock.now()
    Programme.objects.get_or_create(name="Escalation engineering")
    look(at=at)
    for login, user in users.items():
        with transaction.atomic():
            person = Person.objects.create(
                login=login, name=login, email=f"{login}@example.com", role="support"
            )
            Account.objects.create(user_id=user, person=person, how="email", at=at)
            record(
                "escalation.updated",
                subject=f"crash-{login}",
                by=CLOCK,
                at=at,
                data={"title": f"Number {login}", "text": "Still looking."},
                tell=[person.pk],
            )
        body = {"user": {"id": user}, "title": f"Raised by {login}"}
        inbox.receive("slack", key=f"click:{login}", kind=KIND, body=body, at=at)


def work() -> None:
    """The real worker; only its leases are shorter, and it knows one button more."""
    import django

    django.setup()
    from holdfast.escalation.actions import raise_escalation
    from holdfast.journal.channels import channel
    from holdfast.people.queries import default_programme
    from holdfast.slack.calls import register
    from holdfast.slack.source import SlackSource

    def raised(call):
        raise_escalation(
            title=call.payload["title"],
            stakes="They stop.",
            why_now="The queue.",
            severity=1,
            programme=default_programme(),
            by=call.actor,
            at=call.at,
        )

    register.works[KIND] = raised
    channel("slack").lease = SlackSource.lease = LEASE
    processes.main(["worker"])


def tell() -> None:
    """What is on record, as JSON on standard output."""
    import django

    django.setup()
    from django.db.models import Count, Sum

    from holdfast.escalation.models import Escalation
    from holdfast.journal.models import Delivery, Incoming

    # What is looked at for ever, such as everybody's address, is no message.
    slack = Delivery.objects.filter(channel="slack", key__startswith="slack:dm:")
    sys.stdout.write(
        json.dumps(
            {
                "states": dict(slack.values_list("state").annotate(Count("id"))),
                "keys": list(slack.exclude(message__has_key="with").values_list("key", flat=True)),
                "resent": slack.aggregate(n=Sum("resent"))["n"] or 0,
                "not_done": Incoming.objects.filter(done_at=None).count(),
                "titles": list(Escalation.objects.values_list("title", flat=True)),
            }
        )
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["open", users]:
            open_with(json.loads(users))
        case ["work"]:
            work()
        case ["tell"]:
            tell()
