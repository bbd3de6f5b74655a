from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "holdfast.people"
    label = "people"
