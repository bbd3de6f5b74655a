from django.apps import AppConfig


class GithubConfig(AppConfig):
    name = "holdfast.github"
    label = "github"
