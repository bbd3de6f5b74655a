"""What every router shares: the refusals to declare, the limits of pages, the key of a POST."""

from __future__ import annotations

from typing import Annotated, Any

from ninja.params.functions import Query
from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """RFC 9457. Some carry more: a lost race names the `owner`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    field: str | None = None


# Declared with every operation, so that a client knows them from OpenAPI.
_ALWAYS = (401, 403, 404, 422, 429, 500, 503)
READ: dict[Any, Any] = {frozenset(_ALWAYS): Problem}
WRITE: dict[Any, Any] = {frozenset((*_ALWAYS, 400, 409, 413)): Problem}

Limit = Annotated[int, Query(50, ge=1, le=200, description="How many items a page has.")]
AfterNumber = Annotated[
    int | None, Query(None, ge=1, le=2**63 - 1, description="`next` of the page before.")
]
After = Annotated[str | None, Query(None, max_length=200, description="`next` of the page before.")]

KEY: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
            "description": "The same request sent again under the same key is done once.",
        }
    ]
}
