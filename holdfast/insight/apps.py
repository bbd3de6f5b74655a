from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "holdfast.insight"
    label = "insight"
