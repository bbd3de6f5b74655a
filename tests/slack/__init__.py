"""A Slack workspace that remembers, for tests: no request leaves this machine."""

from tests.slack.workspace import Workspace

__all__ = ["Workspace"]
