from django.apps import AppConfig


class LinearConfig(AppConfig):
    name = "holdfast.linear"
    label = "linear"
