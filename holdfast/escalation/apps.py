from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "holdfast.escalation"
    label = "escalation"

    def ready(self) -> None:
        # Models exist only from here on.
        from holdfast.escalation import actions, queries
        from holdfast.escalation.queries import answering, counted_on
        from holdfast.escalation.queries import ask as asks
        from holdfast.journal import sweeps
        from holdfast.people import holdings

        sweeps.register("alarms", actions.ring_due_alarms)
        sweeps.register("handovers", actions.expire_handovers)
        sweeps.register("cornered", actions.climb_ladders)
        sweeps.register("closure requests", actions.ask_again)
        sweeps.register("silent pieces", actions.ring_silent_pieces)
        sweeps.register("asks", actions.remind_asks)
        sweeps.register("tags", actions.remind_tags)
        sweeps.register("packs", actions.make_packs)
        sweeps.register("boundaries", actions.freeze_packs)
        sweeps.register("status docs", actions.freeze_status)
        holdings.register("escalations", queries.holdings_of)
        holdings.register("asks", asks.holdings_of)
        holdings.register("escalations as support engineer", answering.supported_by)
        holdings.register("escalations that nobody owns yet", answering.unowned_of)
        holdings.register("next steps", counted_on.next_steps_of)
