from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "holdfast.api"
    label = "api"
