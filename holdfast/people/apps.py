from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "holdfast.people"
    label = "people"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import sweeps
        from holdfast.people import actions

        sweeps.register("absences", actions.begin_absences)
