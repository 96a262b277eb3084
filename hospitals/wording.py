"""What notices about bookings and institutions say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "booking.asked": _("%(number)s: your hospital is asked to receive somebody"),
    "booking.asked_to_take_over": _("%(number)s: another hospital asks yours to take over (N4)"),
    "booking.takes_over": _("%(number)s: the other hospital takes over; yours is responsible until they are there"),
    "booking.hand_over_refused": _(
        "%(number)s: the other hospital does not take over; who has received stays responsible"
    ),
    "booking.accepted": _("%(number)s: the hospital has accepted"),
    "booking.assigned": _("%(number)s: assigned to your hospital by the command centre"),
    "booking.refused": _("%(number)s: the hospital has refused"),
    "booking.violation": _("%(number)s: refused for a reason that is forbidden (N1, P2)"),
    "booking.assigned_refused": _("%(number)s: turned away although the command centre had assigned the hospital"),
    "booking.leaving": _("%(number)s: treated, waits for the way home"),
    "booking.withdrawn": _("%(number)s: is not coming"),
    "booking.inside_closed": _("%(number)s: is inside a hospital that has closed; it hands over or brings home"),
    "places.stale": _("%(number)s: your figures of places are out of date, please report them again"),
    "hospital.closed": _("%(number)s is closed; it must reopen within 48 hours (T1)"),
    "hospital.reopened": _("%(number)s is open again"),
}
