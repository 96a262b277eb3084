"""What notices about trips and passes say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "trip.waiting": _("%(number)s: waits for a vehicle"),
    "trip.assigned": _("%(number)s: this trip is yours"),
    "trip.released": _("%(number)s: given back, waits for a vehicle again"),
    "trip.cancelled": _("%(number)s: cancelled"),
    "trip.redirected": _("%(number)s: goes to another hospital"),
    "pass.stopped": _("%(number)s: stands at the gate and is not let through"),
}
