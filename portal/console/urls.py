"""Addresses of the frame itself."""

from django.urls import path

from portal.console import views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("rail/", views.rail, name="rail"),
    path("keys/", views.keys, name="keys"),
    path("language/", views.set_language, name="language"),
    path("offline/", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("vocabulary/", views.vocabulary, name="vocabulary"),
]
