from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "holdfast.insight"
    label = "insight"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.insight.actions.following import follow
        from holdfast.insight.actions.reporting import make_reports
        from holdfast.journal import chores, sweeps

        chores.register("figures", follow)
        sweeps.register("reports", make_reports)
