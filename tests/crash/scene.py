"""What the crash tests' processes do: `python -m tests.crash.scene owe N | open | work | tell | audit`."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.site.settings"

from holdfast.site import processes

LEASE = timedelta(seconds=3)  # in earnest two minutes; long against a send here, short to wait for


def owe(number: int) -> None:
    """Migrate an empty database and owe this many mails."""
    processes.migrate()
    from django.db import transaction

    from holdfast.journal.actions import record
    from holdfast.kernel import clock
    from holdfast.kernel.actor import CLOCK
    from holdfast.people.models import Person

    person = Person.objects.create(login="nora", name="Nora", email="nora@example.com")
    at = clock.now()
    for start in range(0, number, 200):
        with transaction.atomic():
            for count in range(start, min(start + 200, number)):
                data = {"title": f"Number {count}", "text": "Still looking."}
                record(
                    "escalation.updated",
                    subject=f"crash-{count}",
                    by=CLOCK,
                    at=at,
                    data=data,
                    tell=[person.pk],
                )


def work() -> None:
    """The real worker; only its lease is shorter."""
    import django

    django.setup()
    from holdfast.journal.channels import channel

    channel("mail").lease = LEASE
    processes.main(["worker"])


def open_the_programme() -> None:
    """Migrate an empty database, put the cast into it, and say the token that acts for everybody."""
    processes.migrate()
    from holdfast.kernel import clock
    from holdfast.people.actions import create_token
    from holdfast.rotation.models import Window
    from tests import cast

    story = cast.tell()
    by, at = story.of("ada"), clock.now()
    # The stories play in March; here the clock is everybody's own.
    Window.objects.update(starts_on=at - timedelta(days=7), ends_on=at + timedelta(days=21))
    _, secret = create_token(login="ada", scope="act-as", by=by, at=at)
    sys.stdout.write(secret)


def audit() -> None:
    """What the records say after everything, as JSON: sentences about what is wrong, and counts."""
    import django

    django.setup()
    from django.db.models import Count

    from holdfast.escalation.models import Escalation
    from holdfast.journal.models import Delivery, Event
    from tests.crash.audit import owed_and_missing
    from tests.escalation.examine import examine, examine_all

    wrong = [*examine_all(), *owed_and_missing()]
    for number in Escalation.objects.values_list("pk", flat=True):
        wrong += examine(f"ESC-{number}")
    keys = list(Event.objects.filter(key__startswith="api:").values_list("key", flat=True))
    kinds = dict(Event.objects.values_list("kind").annotate(Count("id")))
    found = {"wrong": wrong, "keys": keys, "kinds": kinds, "owed": Delivery.objects.count()}
    sys.stdout.write(json.dumps(found))


def tell() -> None:
    """The ledger as JSON on standard output."""
    import django

    django.setup()
    from django.db.models import Count, Sum

    from holdfast.journal.models import Delivery
    from holdfast.mail.identity import message_id

    states = dict(Delivery.objects.values_list("state").annotate(Count("id")))
    resent = Delivery.objects.aggregate(n=Sum("resent"))["n"]
    names = [message_id(key) for key in Delivery.objects.values_list("key", flat=True)]
    sys.stdout.write(json.dumps({"states": states, "resent": resent, "names": names}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["owe", number]:
            owe(int(number))
        case ["open"]:
            open_the_programme()
        case ["audit"]:
            audit()
        case ["work"]:
            work()
        case ["tell"]:
            tell()
