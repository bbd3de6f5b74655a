"""Plain SQL that goes round the application."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: Any, says: str = "") -> None:
    with pytest.raises(IntegrityError, match=says or None), transaction.atomic():
        run(statement, *values)
