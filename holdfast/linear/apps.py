import logging

from django.apps import AppConfig


class LinearConfig(AppConfig):
    name = "holdfast.linear"
    label = "linear"

    def ready(self) -> None:
        # Late: the source reads models, which exist only now.
        from holdfast.journal import inbox
        from holdfast.linear.source import LinearSource
        from holdfast.linear.tracker import LinearTracker
        from holdfast.tracker import port

        port.register(LinearTracker())
        inbox.register(LinearSource())
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes down every address
