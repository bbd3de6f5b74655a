from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "holdfast.credit"
    label = "credit"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.credit import actions
        from holdfast.credit.queries.equivalents import counted
        from holdfast.journal import sweeps
        from holdfast.rotation import equivalents

        equivalents.register("equivalents", counted)
        sweeps.register("returns", actions.remind_of_returns)
