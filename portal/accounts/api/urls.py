"""Addresses of the API about log-in."""

from django.urls import path

from portal.accounts.api.views import TokenView

urlpatterns = [path("token/", TokenView.as_view(), name="token")]
