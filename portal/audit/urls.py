"""Addresses of the journal."""

from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/<uuid:pk>/", views.entry, name="entry"),
]
