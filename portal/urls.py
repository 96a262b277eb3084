"""Where every address begins. Upper apps are named by string: portal imports none of them."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

urlpatterns = [
    path("", include("portal.console.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.audit.urls")),
    path("", include("portal.commitments.urls")),
    path("", include("portal.notices.urls")),
    path("", include("hospitals.urls")),
    path("", include("transport.urls")),
    path("", include("cases.urls")),
    path("api/v1/", include("portal.accounts.api.urls")),
    path("api/v1/", include("cases.api.urls")),
    path("api/v1/", include("transport.api.urls")),
    path("api/v1/", include("hospitals.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api_docs"),
    path("admin/", admin.site.urls),
]

handler400 = "portal.console.errors.bad_request"
handler403 = "portal.console.errors.forbidden"
handler404 = "portal.console.errors.not_found"
handler500 = "portal.console.errors.server_error"
