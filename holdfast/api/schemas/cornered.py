"""What comes in about corners."""

from __future__ import annotations

from pydantic import Field

from holdfast.api.schemas import Body, Login, Moment


class Cornering(Body):
    reason: str = Field(description="What was tried, and what is needed.")
    ask_of: Login | None = Field(None, description="A login; the leads where it is left out.")
    by: Moment | None = Field(
        None, description="When it must move again; left out, the policy's time for an answer."
    )


class Acknowledging(Body):
    note: str | None = Field(None, description="What you will do.")


class Freeing(Body):
    how: str = Field(description="What got it moving again.")
