from django.apps import AppConfig


class PapercutConfig(AppConfig):
    name = "holdfast.papercut"
    label = "papercut"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import sweeps
        from holdfast.papercut import actions

        sweeps.register("interruptions", actions.note_interruptions)
