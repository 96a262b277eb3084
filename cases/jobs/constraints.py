"""What each constraint on work means to the person whose act breaks it."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "job_squad_one_visit_at_once": _(
        "This squad is still at another door. It sets off when that visit has ended; or choose another squad."
    ),
    "job_one_open_per_case_and_kind": _("Work of this kind has been given out for this request already."),
}
