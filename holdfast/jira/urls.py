from django.urls import path

from holdfast.jira import views

urlpatterns = [path("jira", views.changed, name="jira-webhook")]
