"""Every address: what each edge brings, and the health of the whole."""

from django.urls import URLPattern, URLResolver, include, path

from holdfast.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/", include("holdfast.api.urls")),
    path("", include("holdfast.web.urls")),
]
