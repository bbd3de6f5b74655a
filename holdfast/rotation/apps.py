from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "holdfast.rotation"
    label = "rotation"
