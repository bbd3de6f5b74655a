"""An escalation in Slack: its living card, what is said beneath it, its main buttons and their forms."""

from holdfast.slack.cards import buttons, card, thread, told

__all__ = ["buttons", "card", "thread", "told"]
