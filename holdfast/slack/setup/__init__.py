"""How Slack is set up and kept well: the app's manifest, the checks and pages, whose account is whose,
what is wrong, and the connection where Slack has no way in."""

from holdfast.slack.setup import everybody, trouble

__all__ = ["everybody", "trouble"]
