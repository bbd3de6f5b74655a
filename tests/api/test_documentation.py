"""The OpenAPI, and the API against it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from holdfast.api import schemas
from tests.api.client import Api
from tests.environment import ENGINE

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]
CONTRACT = [
    ("get", "/who"),
    ("get", "/windows"),
    ("get", "/people"),
    ("post", "/escalations"),
    ("get", "/escalations"),
    ("get", "/escalations/{ref}"),
    ("put", "/escalations/{ref}/acceptance"),
    ("post", "/escalations/{ref}/decline"),
    ("post", "/escalations/{ref}/updates"),
    ("post", "/escalations/{ref}/asks"),
    ("get", "/escalations/{ref}/brief"),
    ("post", "/escalations/{ref}/handovers"),
    ("put", "/handovers/{handover_id}/acceptance"),
    ("post", "/escalations/{ref}/closure-requests"),
    ("put", "/closure-requests/{request_id}/answer"),
    ("get", "/escalations/{ref}/events"),
    ("post", "/escalations/{ref}/pieces"),
    ("get", "/escalations/{ref}/pieces"),
    ("get", "/pieces/{piece_id}"),
    ("put", "/pieces/{piece_id}/taking"),
    ("put", "/pieces/{piece_id}/waiver"),
    ("patch", "/pieces/{piece_id}"),
    ("post", "/escalations/{ref}/fixes"),
    ("get", "/fixes"),
    ("put", "/teams/{name}/place"),
    ("delete", "/teams/{name}/place"),
    ("post", "/pieces/{piece_id}/filing"),
    ("get", "/pieces/{piece_id}/filing"),
    ("post", "/asks/{ask_id}/filing"),
]


def test_the_openapi_has_what_was_promised(db: None):
    schema = Client().get("/api/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    for method, path in CONTRACT:
        operation = schema["paths"][f"/api/v1{path}"][method]
        assert operation["security"] == [{"Bearer": []}]
        assert "application/problem+json" in operation["responses"]["422"]["content"]


def test_the_page_to_read_needs_nothing_but_its_own_stylesheet(db: None):
    response = Client().get("/api/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script" not in page
    assert " style=" not in page
    assert re.findall(r'<link [^>]*href="([^"]*)"', page) == ["/static/api/docs.css"]
    for method, path in CONTRACT:
        assert f"<code>{method.upper()} /api/v1{path}</code>" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert anchor in ids


def test_the_readme_stays_a_screen():
    readme = Path(__file__).resolve().parents[2] / "holdfast" / "api" / "README.md"
    assert len(readme.read_text().splitlines()) <= 45


@contextmanager
def one_connection() -> Iterator[None]:
    """The bare application ends each request by closing the connection that this test uses too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_whatever_is_sent_is_answered_as_declared(client_of: Callable[..., Api]):
    """Generated requests, good and bad: no 5xx, and every answer as the OpenAPI says."""
    bot = client_of("lea", "act-as")
    ref = bot.raised()
    bot.put(f"escalations/{ref}/acceptance", {"as": "ana"})
    document = bot.http.get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    seen: dict[str, int] = {}

    for result in schema.get_all_operations():
        operation = result.ok()
        cases = operation.as_strategy() | operation.as_strategy(
            generation_mode=schemathesis.GenerationMode.NEGATIVE
        )

        @seed(20260303)
        @settings(
            max_examples=4 if ENGINE == "sqlite" else 3,
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, real=st.booleans())
        def answered(case: schemathesis.Case, real: bool) -> None:
            if real and "ref" in case.path_parameters:
                case.path_parameters["ref"] = ref
            response = case.call(headers={"Authorization": f"Bearer {bot.secret}"})
            case.validate_response(
                response,
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_schema_conformance,
                ],
            )
            if response.status_code >= 400:
                assert json.loads(response.content)["detail"]
            seen[str(response.status_code)] = seen.get(str(response.status_code), 0) + 1

        with one_connection():
            answered()
    assert {"200", "201", "404", "422"} <= set(seen)


def test_every_shape_has_a_name_of_its_own():
    """The document knows shapes by the name of their class: two of one name would be one shape."""
    folder = Path(schemas.__file__).parents[1]
    text = "\n".join(path.read_text() for path in sorted(folder.rglob("*.py")))
    names = re.findall(r"^class (\w+)\((?:BaseModel|Body|\w+Out|\w+In)\b", text, re.MULTILINE)
    assert [name for name, times in Counter(names).items() if times > 1] == []
