from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "holdfast.tracker"
    label = "tracker"
