from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "holdfast.credit"
    label = "credit"
