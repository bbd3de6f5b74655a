"""The worker's sweep over what is due: 100 alarms, rung one after the other.

Run as a child with the settings of the store: `python -m bench.sweep` warms up, sweeps once and
prints CPU and wall milliseconds as JSON; the parent adds what the database's processes used.
"""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta

DUE = 100
_SWEEPS = 2  # the first one warms up


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    import django

    django.setup()

    from holdfast.escalation.actions import ring_due_alarms
    from holdfast.escalation.models import Escalation

    for number in range(_SWEEPS):
        # Each at a later instant, as each tick is: an alarm rings once for its key.
        now = datetime.now(UTC) + timedelta(seconds=number)
        open_ones = Escalation.objects.filter(alarm_at__isnull=False).order_by("id")
        late = list(open_ones.values_list("pk", flat=True)[number * DUE : (number + 1) * DUE])
        Escalation.objects.filter(pk__in=late).update(alarm_at=now - timedelta(minutes=1))
        started, used = time.perf_counter(), time.process_time()
        rung = ring_due_alarms(now)
        wall, cpu = time.perf_counter() - started, time.process_time() - used
        assert rung == DUE, rung
    print(json.dumps({"cpu": cpu * 1000, "wall": wall * 1000, "sweeps": _SWEEPS}))


if __name__ == "__main__":
    main()
