"""Addresses that machines ask, and the page that tells people the same."""

from django.urls import path

from portal.commitments import views

app_name = "commitments"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.prometheus, name="metrics"),
    path("engine/", views.engine, name="engine"),
]
