from django.urls import URLPattern, path

from holdfast.slack import views
from holdfast.slack.room import group_views
from holdfast.slack.setup.pages import account, setup

urlpatterns: list[URLPattern] = [
    path("slack/events", views.events),
    path("slack/group/adopt", group_views.adopt),
    path("slack/group/restore", group_views.restore),
    path("slack/account", account.page),
    path("slack/account/unlink", account.unlink),
    path("slack/link/<secret>", account.link),
    path("setup/slack", setup.page),
    path("setup/slack/parts", setup.parts),
    path("setup/slack/checks", setup.check),
    path("setup/slack/test", setup.test),
    path("setup/slack/room", setup.room),
]
