"""A Host header that is not ours, and what else is refused before a view is asked."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
EVIL = {"host": "evil.example"}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What `holdfast up` would write to standard error."""
    handler = next(each for each in logging.getLogger().handlers if each.get_name() == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.parametrize("address", ["/", "/escalations", "/healthz"])
def test_a_page(log: io.StringIO, address: str):
    response = Client().get(address, headers=EVIL)
    assert response.status_code == 400
    assert "not the address of Holdfast" in response.content.decode()
    assert "http://127.0.0.1:8000" in response.content.decode()
    assert "evil" not in response.content.decode()
    line = log.getvalue()
    assert line.count("\n") == 1
    assert "level='warning'" in line
    assert "evil.example" in line
    assert "Traceback" not in line and "ALLOWED_HOSTS" not in line


def test_the_api(log: io.StringIO):
    response = Client().get("/api/v1/who", headers=EVIL)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["type"].endswith("/api/docs#wrong-host")
    assert log.getvalue().count("\n") == 1


def test_a_form_that_is_too_large(log: io.StringIO, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    response = client.post("/sign-in", {"login": "x" * 1_100_000})
    assert response.status_code == 413
    assert "more than 1 MB" in response.content.decode()
    assert "Traceback" not in log.getvalue()
