from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "holdfast.tracker"
    label = "tracker"

    def ready(self) -> None:
        # Late: the channel reads models, which exist only now.
        from holdfast.escalation.queries import also_attached
        from holdfast.journal import sweeps
        from holdfast.journal.channels import register
        from holdfast.tracker.actions.sending import tell_of_dead
        from holdfast.tracker.channel import TrackerChannel
        from holdfast.tracker.queries import of_a_piece, of_an_ask

        register(TrackerChannel())
        also_attached("filed pieces", of_a_piece)
        also_attached("filed asks", of_an_ask)
        sweeps.register("filings given up", tell_of_dead)
