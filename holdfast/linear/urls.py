from django.urls import path

from holdfast.linear import views

urlpatterns = [path("linear", views.changed, name="linear-webhook")]
