from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "holdfast.helpdesk"
    label = "helpdesk"
