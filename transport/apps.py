from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransportConfig(AppConfig):
    name = "transport"
    verbose_name = _("Transport")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.lifecycle.impossible import explain
        from portal.notices.wording import register
        from transport import access, constraints, lifecycle, rail, receivers, wording  # noqa: F401  read, they enter

        access.fill()
        explain(constraints.MESSAGES)
        register(wording.SENTENCES)
        rail.register_rail()
