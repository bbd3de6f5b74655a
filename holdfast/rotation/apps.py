from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "holdfast.rotation"
    label = "rotation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import chores
        from holdfast.people import holdings
        from holdfast.rotation import queries
        from holdfast.rotation.actions import solve_plans

        holdings.register("seats", queries.holdings_of)
        chores.register("plans", solve_plans)
