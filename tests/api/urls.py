"""The API alone, for tests that are about nothing else."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("empty", lambda request: HttpResponse("")),  # what a request costs before it does anything
    path("api/", include("holdfast.api.urls")),
]
