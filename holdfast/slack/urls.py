from django.urls import URLPattern, path

from holdfast.slack import views

urlpatterns: list[URLPattern] = [
    path("slack/events", views.events),
]
