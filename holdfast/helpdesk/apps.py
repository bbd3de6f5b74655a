from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "holdfast.helpdesk"
    label = "helpdesk"

    def ready(self) -> None:
        # Late: these read models, which exist only now.
        from holdfast.helpdesk import reading
        from holdfast.helpdesk.channel import ZendeskChannel
        from holdfast.helpdesk.source import ZendeskSource
        from holdfast.journal import channels, inbox, sweeps

        channels.register(ZendeskChannel())
        inbox.register(ZendeskSource())
        sweeps.register("zendesk reading", reading.mind)
