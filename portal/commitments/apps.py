from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "portal.commitments"
    label = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.commitments import access, wording  # noqa: F401 (they register themselves)
