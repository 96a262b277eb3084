"""What notices about trips and passes say."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Notice
from portal.notices.wording import Sentence
from transport.models import GateLog


def gate_conflict(notice: Notice) -> str:
    """What was decided at the gate beside what the portal says."""
    results = dict(GateLog.Result.choices)
    told = {
        "number": notice.number or "–",
        "way": dict(GateLog.Direction.choices).get(notice.params.get("direction"), ""),
        "decided": results.get(notice.params.get("decided"), ""),
        "result": results.get(notice.params.get("result"), ""),
    }
    return gettext("%(number)s, %(way)s: the gate decided “%(decided)s”, the portal says “%(result)s”") % told


SENTENCES: dict[str, Sentence] = {
    "trip.waiting": _("%(number)s: waits for a vehicle"),
    "trip.assigned": _("%(number)s: this trip is yours"),
    "trip.released": _("%(number)s: given back, waits for a vehicle again"),
    "trip.cancelled": _("%(number)s: cancelled"),
    "trip.refused_ahead": _("%(number)s: the hospital ahead no longer receives; another one is being asked"),
    "trip.handed_over": _("%(number)s: handed over, not to be brought home by this trip"),
    "trip.out_unplanned": _("%(number)s: a gate has let this person out, though the outing could not begin"),
    "trip.replanned": _("%(number)s: another vehicle is proposed for it, to be accepted"),
    "trip.may_leave": _("%(number)s: treated, wants to be brought home"),
    "trip.stranded": _("%(number)s: its vehicle or driver has failed, and no other is free"),
    "trip.redirected": _("%(number)s: goes to another hospital"),
    "trouble.breakdown": _("%(number)s: the vehicle has broken down"),
    "trouble.worse": _("%(number)s: the passenger is worse; 120 is to be called"),
    "trouble.turned_away": _("%(number)s: the hospital turned the passenger away"),
    "trouble.not_found": _("%(number)s: the driver cannot find the passenger"),
    "trouble.other": _("%(number)s: the driver reports trouble"),
    "trouble.settled": _("%(number)s: the trouble you reported was answered"),
    "gate.conflict": gate_conflict,
    "pass.stopped": _("%(number)s: stands at the gate and is not let through"),
}
