"""Webhooks in the administration: in use or not, which kinds, what when they fail. Address and secret are set once."""

from django.contrib import admin
from django.http import HttpRequest

from portal.access.admin import ScopedAdmin
from portal.notices.models import Endpoint


@admin.register(Endpoint)
class EndpointAdmin(ScopedAdmin):
    """New ones are made by `manage.py add_webhook`, which says the secret once and never again."""

    sees = changes = "endpoint.view"
    list_display = ["name", "area", "is_active", "is_fallback_only", "fallback"]
    list_filter = ["is_active"]
    readonly_fields = ["area"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
