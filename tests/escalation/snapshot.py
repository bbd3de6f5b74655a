"""Everything an action could change, as one value: two equal snapshots mean nothing happened."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

_APPS = ("journal", "people", "rotation", "escalation")

Snapshot = dict[str, list[tuple[Any, ...]]]


def snapshot() -> Snapshot:
    """All rows of our own tables, by table."""
    tables = [
        model._meta.db_table for app in _APPS for model in apps.get_app_config(app).get_models()
    ]
    found: Snapshot = {}
    with connection.cursor() as cursor:
        for table in tables:
            # Rows come as the driver gives them; JSON may be unhashable, so they are compared.
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found
