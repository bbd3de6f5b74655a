"""Which middleware a request passes through: pages all of it, calls of the API only what serves them.

A call of the API, or of Slack, brings its own key and its answer is JSON: it has no session, no cookie, no message
and no form, and the middleware for those would be a third of what a short answer costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

_KEYED = ("/api/v1/", "/slack/events")
_HOOKS = ("process_view", "process_exception", "process_template_response")

Answer = Callable[[HttpRequest], HttpResponseBase]


def _for_pages(path: str) -> Callable[[Answer], Answer]:
    """The middleware at this path, passed by for calls of the API."""

    def make(get_response: Answer) -> Answer:
        inner = import_string(path)(get_response)

        def middleware(request: HttpRequest) -> HttpResponseBase:
            passed_by = request.path_info.startswith(_KEYED)
            answer: HttpResponseBase = (get_response if passed_by else inner)(request)
            return answer

        for name in _HOOKS:
            if hasattr(inner, name):
                setattr(middleware, name, _hook(getattr(inner, name)))
        return middleware

    return make


def _hook(inner: Callable[..., Any]) -> Callable[..., Any]:
    def hook(request: HttpRequest, *args: Any) -> Any:
        return None if request.path_info.startswith(_KEYED) else inner(request, *args)

    return hook


files = _for_pages("whitenoise.middleware.WhiteNoiseMiddleware")
session = _for_pages("django.contrib.sessions.middleware.SessionMiddleware")
csrf = _for_pages("django.middleware.csrf.CsrfViewMiddleware")
person = _for_pages("django.contrib.auth.middleware.AuthenticationMiddleware")
messages = _for_pages("django.contrib.messages.middleware.MessageMiddleware")
frames = _for_pages("django.middleware.clickjacking.XFrameOptionsMiddleware")
htmx = _for_pages("django_htmx.middleware.HtmxMiddleware")
content_policy = _for_pages("csp.middleware.CSPMiddleware")
refusals = _for_pages("holdfast.web.middleware.RefusalMiddleware")
