from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HospitalsConfig(AppConfig):
    name = "hospitals"
    verbose_name = _("Hospitals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hospitals import access, constraints, lifecycle  # noqa: F401  the lifecycles enter themselves by being read
        from portal.lifecycle.impossible import explain

        access.fill()
        explain(constraints.MESSAGES)
