from django.urls import URLPattern, path

from holdfast.helpdesk import pages, views

urlpatterns: list[URLPattern] = [
    path("webhooks/zendesk", views.zendesk),
    path("setup/zendesk", pages.page),
    path("setup/zendesk/look", pages.look),
    path("setup/zendesk/begin", pages.begin),
]
