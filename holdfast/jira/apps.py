import logging

from django.apps import AppConfig


class JiraConfig(AppConfig):
    name = "holdfast.jira"
    label = "jira"

    def ready(self) -> None:
        # Late: the source reads models, which exist only now.
        from holdfast.jira.source import JiraSource
        from holdfast.jira.tracker import JiraTracker
        from holdfast.journal import inbox
        from holdfast.tracker import port

        port.register(JiraTracker())
        inbox.register(JiraSource())
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes down every address
