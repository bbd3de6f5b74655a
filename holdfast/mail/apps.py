from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "holdfast.mail"
    label = "mail"
