"""Addresses of the inbox, the live stream and the outbox."""

from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_read, name="mark_read"),
    path("live/", views.stream, name="live"),
    path("outbox/", views.dead_letters, name="dead_letters"),
    path("outbox/retry/", views.retry, name="retry"),
]
