from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cases import cards, receivers  # noqa: F401  (connects the signals)
        from cases.access import register_access
        from cases.api.errors import already_open
        from cases.duties import register_duties
        from cases.jobs.constraints import MESSAGES
        from cases.policies.terms import terms_from_policy
        from cases.rail import register_rail
        from cases.selectors.bound import ended_requests, sessions_bound_to
        from cases.selectors.sharing import may_share
        from cases.services.erasing import register_erasure
        from cases.sessions import receivers as of_sessions  # noqa: F401
        from cases.wording import register_wording
        from hospitals import bound
        from portal.api.errors import register_error
        from portal.commitments import terms
        from portal.lifecycle.impossible import explain
        from transport import pooling

        register_access()
        explain(MESSAGES)
        register_wording()
        register_rail()
        register_erasure()
        register_duties()
        cards.register_cards()
        terms.register(terms_from_policy)
        register_error(already_open)
        pooling.register("case", may_share)
        bound.register(laters=sessions_bound_to, ended=ended_requests)
