from django.apps import AppConfig


class PapercutConfig(AppConfig):
    name = "holdfast.papercut"
    label = "papercut"
