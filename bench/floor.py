"""The floor: an empty view in a bare Django project with Django's default middleware.

Served by Holdfast's own `serve`, so gunicorn's settings are the same to the letter.
"""

from __future__ import annotations

import os
import sys
import types

SECRET_KEY = "floor"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.floor"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
# As `django-admin startproject` writes it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def nothing(request):  # noqa: ARG001
    from django.http import HttpResponse

    return HttpResponse()


def __getattr__(name: str):
    # Late: Django reads this module as settings before URLs can be imported.
    if name == "urlpatterns":
        from django.urls import path

        return [path("", nothing)]
    raise AttributeError(name)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor"
    from django.core.wsgi import get_wsgi_application

    from holdfast.site import processes

    stand_in = types.ModuleType("holdfast.site.wsgi")
    stand_in.application = get_wsgi_application()
    sys.modules["holdfast.site.wsgi"] = stand_in
    processes.end_with_parent()
    processes.serve(int(sys.argv[1]))


if __name__ == "__main__":
    main()
