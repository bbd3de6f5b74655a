from django.apps import AppConfig


class JiraConfig(AppConfig):
    name = "holdfast.jira"
    label = "jira"
