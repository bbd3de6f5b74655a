import logging
from importlib import import_module

from django.apps import AppConfig

# What each feature brings: its handlers, verbs and kinds register when it is imported.
FEATURES: tuple[str, ...] = (
    "apphome",
    "cards",
    "helping",
    "raising",
    "room",
    "rotating",
    "setup",
    "slash",
)


class SlackConfig(AppConfig):
    name = "holdfast.slack"
    label = "slack"

    def ready(self) -> None:
        # Late: these read models, which exist only now.
        from holdfast.journal import channels, inbox, sweeps
        from holdfast.slack.channel import SlackChannel, register
        from holdfast.slack.direct import Direct
        from holdfast.slack.source import SlackSource

        channels.register(SlackChannel())
        register(Direct())
        inbox.register(SlackSource())
        for feature in FEATURES:
            import_module(f"holdfast.slack.{feature}")
        from holdfast.slack.room import reconcilers
        from holdfast.slack.setup import everybody

        sweeps.register("slack rooms", reconcilers.mind)
        sweeps.register("slack people", everybody.begin)
        # Both write what is said to them, and tokens, into the log when asked for details.
        for name in ("slack_sdk", "slack_bolt"):
            logging.getLogger(name).setLevel(logging.WARNING)
