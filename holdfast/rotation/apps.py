from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "holdfast.rotation"
    label = "rotation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import sweeps
        from holdfast.people import holdings
        from holdfast.rotation import actions, queries

        holdings.register("seats", queries.holdings_of)
        sweeps.register("swaps", actions.mind_swaps)
