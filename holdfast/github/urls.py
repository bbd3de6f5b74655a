from django.urls import URLPattern, path

from holdfast.github.views import webhook

urlpatterns: list[URLPattern] = [path("github", webhook)]
