from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "holdfast.journal"
    label = "journal"

    def ready(self) -> None:
        # Late: it reads models, which exist only now.
        from holdfast.journal import inbox, sweeps

        sweeps.register("inbox", inbox.forget)
