from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "holdfast.rotation"
    label = "rotation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.journal import chores, sweeps
        from holdfast.people import holdings
        from holdfast.rotation import actions, queries
        from holdfast.rotation.actions import passing, reminding

        holdings.register("seats", queries.holdings_of)
        sweeps.register("reliefs", actions.ring_reliefs)
        sweeps.register("closing windows", actions.close_windows)
        sweeps.register("sign-ups", reminding.ask_for_sign_ups)
        sweeps.register("open seats", reminding.announce_open_seats)
        sweeps.register("unconfirmed seats", reminding.ask_to_confirm)
        sweeps.register("swaps", actions.mind_swaps)
        sweeps.register("duty", passing.pass_duty)
        chores.register("plans", actions.solve_plans)
