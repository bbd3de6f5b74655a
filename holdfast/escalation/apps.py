from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "holdfast.escalation"
    label = "escalation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.escalation import actions
        from holdfast.journal import sweeps

        sweeps.register("alarms", actions.ring_due_alarms)
        sweeps.register("handovers", actions.expire_handovers)
        sweeps.register("closure requests", actions.ask_again)
