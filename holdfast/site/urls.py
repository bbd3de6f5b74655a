"""Every address: what each edge brings, and the health of the whole."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.defaults import page_not_found

from holdfast.api import problems
from holdfast.site import health
from holdfast.web.views import errors


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refuses before any view is asked, in the words of the edge it was meant for."""
    if request.path.startswith("/api/"):
        return problems.not_understood(request, exception)
    return errors.not_understood(request, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Below /api/ even what no address can look like, such as a line break, is a problem document."""
    if request.path.startswith("/api/"):
        return problems.unknown_address(request)
    return page_not_found(request, exception)


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include("holdfast.api.urls")),
    path("calendar/", include("holdfast.calendar.urls")),
    path("", include("holdfast.slack.urls")),
    path("", include("holdfast.helpdesk.urls")),
    path("webhooks/", include("holdfast.github.urls")),
    path("webhooks/", include("holdfast.jira.urls")),
    path("webhooks/", include("holdfast.linear.urls")),
    path("", include("holdfast.web.urls")),
]
