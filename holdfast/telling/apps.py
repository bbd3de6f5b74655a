from django.apps import AppConfig


class TellingConfig(AppConfig):
    name = "holdfast.telling"
    label = "telling"
