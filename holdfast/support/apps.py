from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "holdfast.support"
    label = "support"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import chores, sweeps
        from holdfast.support import actions

        sweeps.register("issues of escalations", actions.match_raised)
        chores.register("imports of issues", actions.import_issues)
        chores.register("counts of issues", actions.recount)
