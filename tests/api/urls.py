"""The API alone, for tests that are about nothing else."""

from django.http import HttpResponse
from django.urls import include, path

from holdfast.site.urls import handler404  # noqa: F401 - Django looks for it here

urlpatterns = [
    path("empty", lambda request: HttpResponse("")),  # what a request costs before it does anything
    path("api/", include("holdfast.api.urls")),
]
