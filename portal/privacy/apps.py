from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.privacy import checks, keys  # noqa: F401  (importing registers)

        # Read both now: a missing or malformed key stops the start, not the first call of the day.
        keys.keyring()
        keys.index_key()
