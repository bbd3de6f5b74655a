"""/api/docs: the OpenAPI as a page to read. No script and nothing from outside, so that the strict
Content-Security-Policy stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI

from holdfast.api.problems import KINDS

METHODS = ("get", "post", "put", "patch", "delete")


def page(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    return render(
        request,
        "api/docs.html",
        {
            "operations": operations(api),
            "problems": [(kind, int(status), title) for kind, (status, title) in KINDS.items()],
            "base": settings.BASE_URL,
        },
    )


@lru_cache(maxsize=1)
def operations(api: NinjaAPI) -> list[dict[str, Any]]:
    schema = api.get_openapi_schema()
    found = []
    for address, methods in schema["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                good = next(status for status in operation["responses"] if int(status) < 300)
                found.append(
                    {
                        "method": method.upper(),
                        "address": address,
                        "summary": operation["summary"],
                        "description": operation.get("description", ""),
                        "parameters": [_parameter(each) for each in operation["parameters"]],
                        "fields": _fields(schema, _body(operation)),
                        "status": good,
                        "answer": _fields(schema, _answer(operation["responses"][good])),
                    }
                )
    return found


def _parameter(spec: dict[str, Any]) -> dict[str, str]:
    schema = spec["schema"]
    said = spec.get("description") or schema.get("description", "")
    return {"in": spec["in"], "name": spec["name"], "type": _type(schema), "description": said}


def _answer(response: dict[str, Any]) -> dict[str, Any]:
    """Most are JSON; some are a text, which has no fields."""
    content: dict[str, Any] = next(iter(response["content"].values()))["schema"]
    return content


def _body(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    # An optional body is “this, or null”.
    return next((each for each in schema.get("anyOf", []) if "$ref" in each), schema)


def _fields(schema: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, type and meaning of each field of an object."""
    name = part.get("$ref", "").rpartition("/")[2]
    noun = schema["components"]["schemas"].get(name, part)
    needed = noun.get("required", [])
    return [
        {
            "name": field,
            "type": _type(spec),
            "required": field in needed,
            "description": spec.get("description", ""),
        }
        for field, spec in noun.get("properties", {}).items()
    ]


def _type(spec: dict[str, Any]) -> str:
    if "anyOf" in spec:
        return " or ".join(_type(each) for each in spec["anyOf"])
    if "$ref" in spec:
        return str(spec["$ref"]).rpartition("/")[2].removesuffix("Out")
    if "enum" in spec:
        return ", ".join(map(str, spec["enum"]))
    if spec.get("type") == "array":
        return f"list of {_type(spec.get('items', {}))}"
    return str(spec.get("format") or spec.get("type", "anything"))
