from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class HospitalsConfig(AppConfig):
    name = "hospitals"
    verbose_name = _("Hospitals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from hospitals import access, constraints, lifecycle, rail, receivers, wording  # noqa: F401  (they enter themselves)
        from hospitals.services.closing import place_crowds_anew
        from hospitals.services.watching import watch_places
        from portal.commitments import duties
        from portal.lifecycle.impossible import explain
        from portal.notices.wording import register
        from portal.privacy import subjects

        access.fill()
        explain(constraints.MESSAGES)
        register(wording.SENTENCES)
        rail.register_rail()
        duties.register("watch-places", watch_places, every=60.0)
        duties.register("place-crowds-anew", place_crowds_anew, every=10.0)
        subjects.register("booking", lambda ids: {}, url=lambda number: reverse("hospitals:find", args=[number]))
        subjects.register(
            "places", lambda ids: {}, url=lambda number: reverse("hospitals:institution_named", args=[number])
        )
