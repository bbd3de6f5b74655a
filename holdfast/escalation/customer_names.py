"""What customers are called, wherever somebody wrote it down.

Contexts above register how to look; whoever must not say a customer's name asks here, without knowing
what a support issue is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from holdfast.escalation.models import Customer, Escalation

Look = Callable[[], Iterable[str]]

_looks: dict[str, Look] = {}


def register(noun: str, look: Look) -> None:
    """`noun` is the plural of what names them: "support issues"."""
    _looks[noun] = look


def customer_names() -> tuple[str, ...]:
    """Each once: of the customers we keep, of every escalation, and of what the contexts above know."""
    kept = Customer.objects.values_list("name", flat=True)
    raised = Escalation.objects.exclude(customer="").order_by().values_list("customer", flat=True)
    names = [*kept, *raised.distinct(), *(name for look in _looks.values() for name in look())]
    return tuple(dict.fromkeys(name for each in names if (name := each.strip())))
