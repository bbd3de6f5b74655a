from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "holdfast.support"
    label = "support"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.escalation import customer_names
        from holdfast.journal import chores, sweeps
        from holdfast.support import actions
        from holdfast.support.queries.issue import customers

        sweeps.register("issues of escalations", actions.match_raised)
        customer_names.register("support issues", customers)
        chores.register("imports of issues", actions.import_issues)
        chores.register("counts of issues", actions.recount)
