from django.urls import URLPattern, path

from holdfast.slack import group_views, views

urlpatterns: list[URLPattern] = [
    path("slack/events", views.events),
    path("slack/group/adopt", group_views.adopt),
    path("slack/group/restore", group_views.restore),
]
