"""Addresses that calendar programs read; each holds a secret."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from holdfast.calendar.views import feed

urlpatterns: list[URLPattern | URLResolver] = [path("<secret>.ics", feed, name="calendar-feed")]
