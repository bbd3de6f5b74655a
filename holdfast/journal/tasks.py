"""Jobs. Each is only a wake-up: what it does is found in the ledger, and a sweep finds it too."""

from django_tasks import task


@task()
def deliver_due() -> None: ...
