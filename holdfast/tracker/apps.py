from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "holdfast.tracker"
    label = "tracker"

    def ready(self) -> None:
        # Late: the channel reads models, which exist only now.
        from holdfast.journal.channels import register
        from holdfast.tracker.channel import TrackerChannel

        register(TrackerChannel())
