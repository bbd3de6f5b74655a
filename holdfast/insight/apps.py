from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "holdfast.insight"
    label = "insight"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.insight import actions
        from holdfast.journal import sweeps

        sweeps.register("reports", actions.make_reports)
