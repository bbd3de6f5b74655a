from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "holdfast.journal"
    label = "journal"
