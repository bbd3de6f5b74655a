"""What is sent about pieces and fixes."""

from __future__ import annotations

from pydantic import Field

from holdfast.api.schemas import Body, Login

EVIDENCE = "How it was reproduced; without it the piece is flagged."


class HandingOut(Body):
    team: str = Field(description="Name of the team that owns this piece.")
    title: str = Field(description="What the team should do, in one line.")
    purpose: str | None = Field(None, description="fix (the default), alert, tooling or docs")
    evidence: str | None = Field(None, description=EVIDENCE)
    issue_url: str | None = Field(None, description="Where the team tracks it.")


class Noting(Body):
    note: str | None = None


class Sending(Body):
    team: str | None = Field(None, description="Another team; left out, the same one.")
    evidence: str | None = Field(None, description=EVIDENCE)
    issue_url: str | None = None
    note: str | None = None


class Finishing(Body):
    note: str | None = None
    issue_url: str | None = None


class Amending(Body):
    evidence: str | None = Field(None, description=EVIDENCE)
    issue_url: str | None = None


class Fixing(Body):
    fixed_by: Login = Field(description="Login of who fixed it.")
    why: str = Field(description="Why it was them.")
    team: str = Field(description="Name of the team that owns what was fixed.")
    reviewer: Login | None = Field(None, description="Login of who of that team reviewed it.")
    exception: str | None = Field(None, description="Why nobody of that team reviewed it.")
    url: str | None = Field(None, description="The change itself.")
