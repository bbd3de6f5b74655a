import logging
from importlib import import_module

from django.apps import AppConfig

# What each feature brings: its handlers, verbs and kinds register when it is imported.
FEATURES: tuple[str, ...] = ("projections",)


class SlackConfig(AppConfig):
    name = "holdfast.slack"
    label = "slack"

    def ready(self) -> None:
        # Late: these read models, which exist only now.
        from holdfast.journal import channels, inbox
        from holdfast.slack.channel import SlackChannel, register
        from holdfast.slack.direct import Direct
        from holdfast.slack.source import SlackSource

        channels.register(SlackChannel())
        register(Direct())
        inbox.register(SlackSource())
        for feature in FEATURES:
            import_module(f"holdfast.slack.{feature}")
        # Both write what is said to them, and tokens, into the log when asked for details.
        for name in ("slack_sdk", "slack_bolt"):
            logging.getLogger(name).setLevel(logging.WARNING)
