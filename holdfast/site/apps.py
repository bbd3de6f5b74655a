from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "holdfast.site"
    label = "site"
