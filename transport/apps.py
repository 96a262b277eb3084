from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransportConfig(AppConfig):
    name = "transport"
    verbose_name = _("Transport")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.lifecycle.impossible import explain
        from transport import access, constraints, lifecycle, receivers  # noqa: F401  read, they enter themselves

        access.fill()
        explain(constraints.MESSAGES)
