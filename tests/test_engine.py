"""The half of the run that says PostgreSQL runs on PostgreSQL."""

from django.conf import settings
from django.db import connection

from tests import environment


def test_the_tests_run_on_the_engine_they_say():
    assert connection.vendor == environment.ENGINE
    expected = "procrastinate" if environment.ENGINE == "postgresql" else "database"
    assert f"engines.{expected}." in settings.TASKS["default"]["BACKEND"]
