from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "holdfast.rotation"
    label = "rotation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.people import holdings
        from holdfast.rotation import queries

        holdings.register("seats", queries.holdings_of)
