from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TransportConfig(AppConfig):
    name = "transport"
    verbose_name = _("Transport")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.lifecycle.impossible import explain
        from portal.notices.wording import register
        from portal.privacy import erasure, subjects
        from transport import access, constraints, lifecycle, rail, receivers, wording  # noqa: F401  read, they enter
        from transport.selectors import owners

        access.fill()
        explain(constraints.MESSAGES)
        register(wording.SENTENCES)
        rail.register_rail()
        erasure.register(expiries=[erasure.Expiry("transport.Enlistment", since="ended_at")])
        subjects.register("enlistment", lambda ids: {}, plain=owners.plain, fields=("name", "phone"))
        for kind in ("trip", "pass"):
            subjects.register(kind, lambda ids: {}, url=lambda number: reverse("transport:find", args=[number]))
        subjects.register("gatelog", lambda ids: {}, url=lambda number: reverse("transport:gate_log"))
