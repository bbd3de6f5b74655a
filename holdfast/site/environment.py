"""The settings people give (docs/operate.md), each checked at start with a sentence."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]


def _default_data_dir() -> Path:
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "holdfast"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "holdfast"


class Environment(BaseSettings):
    """Every HOLDFAST_* name and what it means."""

    model_config = SettingsConfigDict(env_prefix="HOLDFAST_", env_ignore_empty=True)

    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str = ""
    secret_key: str = ""  # for several hosts; one host keeps its own in the data folder
    base_url: str = "http://127.0.0.1:8000"
    email_url: str = ""
    email_from: str = "Holdfast <holdfast@localhost>"
    clock_offset: float = 0
    allow_clock_offset: bool = False
    calendar_allow_private: bool = False
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_api_url: str = "https://slack.com/api/"
    github_api_url: str = "https://api.github.com"
    github_token: str = ""
    github_webhook_secret: str = ""
    zendesk_url: str = ""
    zendesk_token: str = ""  # an OAuth token, or email/token:key
    zendesk_webhook_secret: str = ""
    jira_url: str = ""
    jira_token: str = ""  # a personal access token, or email:token of Jira Cloud
    jira_webhook_secret: str = ""
    linear_api_url: str = "https://api.linear.app/graphql"
    linear_token: str = ""
    linear_webhook_secret: str = ""
    demo: bool = False
    debug: bool = False

    @field_validator("base_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, value: str) -> str:
        if value and not value.startswith("xoxb-"):
            raise ValueError("must start with xoxb-: the Bot User OAuth Token of your Slack app")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("must start with xapp-: an App-Level Token with connections:write")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_slack_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") + "/"

    @field_validator("github_api_url", "zendesk_url", "jira_url", "linear_api_url")
    @classmethod
    def _is_service(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("email_url")
    @classmethod
    def _is_smtp(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtps://", "smtp+starttls://")):
            raise ValueError("must start with smtp://, smtp+starttls:// or smtps://")
        return value

    @model_validator(mode="after")
    def _offset_is_allowed(self) -> Environment:
        if self.clock_offset and not self.allow_clock_offset:
            raise ValueError(
                "HOLDFAST_CLOCK_OFFSET moves the clock and is for tests; "
                "set HOLDFAST_ALLOW_CLOCK_OFFSET=1 if you mean it, or unset it"
            )
        return self

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Environment:
        if self.slack_bot_token and not (self.slack_signing_secret or self.slack_app_token):
            raise ValueError(
                "HOLDFAST_SLACK_BOT_TOKEN needs HOLDFAST_SLACK_SIGNING_SECRET beside it (or "
                "HOLDFAST_SLACK_APP_TOKEN for Socket Mode); the page /setup/slack says where they are"
            )
        return self

    @cached_property
    def database(self) -> dict[str, Any]:
        """Django's DATABASES["default"]."""
        parts = urlsplit(self.database_url)
        if parts.scheme.startswith("postgres"):
            query = dict(parse_qsl(parts.query))
            # Prepared statements belong to a connection; a pooler between us may share it.
            prepare = None if query.pop("prepare_threshold", "") == "off" else 3
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.lstrip("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                # A host in the query is libpq's way of naming a socket folder.
                "HOST": query.pop("host", "") or parts.hostname or "",
                "PORT": str(parts.port or ""),
                "OPTIONS": {**query, "server_side_binding": True, "prepare_threshold": prepare},
                "CONN_MAX_AGE": 600,
                "CONN_HEALTH_CHECKS": True,
            }
        path = self.database_url.removeprefix("sqlite:///") or str(self.data_dir / "holdfast.db")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                # Writers queue at BEGIN instead of failing at their first write.
                "transaction_mode": "IMMEDIATE",
                # FULL, not NORMAL: with NORMAL a power cut can forget a committed "sent".
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
                    # INSERT OR REPLACE deletes without asking the DELETE triggers otherwise.
                    "PRAGMA recursive_triggers=ON;"
                ),
            },
        }


def load() -> Environment:
    """The environment, or an exit with one sentence per setting that is wrong."""
    try:
        return Environment()
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "_".join(["HOLDFAST", *(str(part).upper() for part in error["loc"])])
            says = error["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"{says}\n" if not error["loc"] else f"{name}: {says}.\n")
        raise SystemExit(2) from None
