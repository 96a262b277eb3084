"""What notices about trips and passes say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "trip.waiting": _("%(number)s: waits for a vehicle"),
    "trip.assigned": _("%(number)s: this trip is yours"),
    "trip.released": _("%(number)s: given back, waits for a vehicle again"),
    "trip.cancelled": _("%(number)s: cancelled"),
    "trip.refused_ahead": _("%(number)s: the hospital ahead no longer receives; another one is being asked"),
    "trip.may_leave": _("%(number)s: treated, wants to be brought home"),
    "trip.redirected": _("%(number)s: goes to another hospital"),
    "pass.stopped": _("%(number)s: stands at the gate and is not let through"),
}
