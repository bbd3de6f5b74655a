from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "holdfast.escalation"
    label = "escalation"
