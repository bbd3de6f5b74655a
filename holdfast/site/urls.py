"""Every address: what each edge brings, and the health of the whole."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from holdfast.api import problems
from holdfast.site import health
from holdfast.web.views import errors


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before any view is asked, in the words of the edge it was meant for."""
    if request.path.startswith("/api/"):
        return problems.not_understood(request, exception)
    return errors.not_understood(request, exception)


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include("holdfast.api.urls")),
    path("", include("holdfast.web.urls")),
]
