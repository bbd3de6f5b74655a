from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "holdfast.support"
    label = "support"
