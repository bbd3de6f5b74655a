"""Where a programme lives in Slack: its user group, what its channel hears, and what is kept up there."""

from holdfast.slack.room import announcing, group, projections, reconcilers

__all__ = ["announcing", "group", "projections", "reconcilers"]
