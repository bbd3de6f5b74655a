from django.apps import AppConfig


class GithubConfig(AppConfig):
    name = "holdfast.github"
    label = "github"

    def ready(self) -> None:
        # Late: what comes in is kept in models, which exist only now.
        from holdfast.github.source import GithubSource
        from holdfast.github.tracker import Github
        from holdfast.journal import inbox
        from holdfast.tracker.port import register

        register(Github())
        inbox.register(GithubSource())
