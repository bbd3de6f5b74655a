from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "holdfast.mail"
    label = "mail"

    def ready(self) -> None:
        # Late: the channel reads models, which exist only now.
        from holdfast.journal.channels import register
        from holdfast.mail.channel import MailChannel

        register(MailChannel())
