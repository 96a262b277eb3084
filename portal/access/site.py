"""The administration site: open to administrators by role, not by Django's staff flag."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    site_header = site_title = _("Changyi administration")

    def has_permission(self, request: HttpRequest) -> bool:
        from portal.access.api import can  # the site is made before the models are

        return can(request.user, "site.administer")


class PortalAdminConfig(AdminConfig):
    default_site = "portal.access.site.PortalAdminSite"
