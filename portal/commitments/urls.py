"""Addresses that machines ask."""

from django.urls import path

from portal.commitments import views

app_name = "commitments"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.prometheus, name="metrics"),
]
