"""Where every address begins. Upper apps are named by string: portal imports none of them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.console.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.commitments.urls")),
    path("", include("portal.notices.urls")),
    path("", include("cases.urls")),
    path("api/v1/", include("portal.accounts.api.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.console.errors.bad_request"
handler403 = "portal.console.errors.forbidden"
handler404 = "portal.console.errors.not_found"
handler500 = "portal.console.errors.server_error"
