"""What notices about bookings and institutions say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "booking.asked": _("%(number)s: your hospital is asked to receive somebody"),
    "booking.accepted": _("%(number)s: the hospital has accepted"),
    "booking.assigned": _("%(number)s: assigned to your hospital by the command centre"),
    "booking.refused": _("%(number)s: the hospital has refused"),
    "booking.violation": _("%(number)s: refused for a reason that is forbidden (N1, P2)"),
    "booking.leaving": _("%(number)s: treated, waits for the way home"),
    "booking.withdrawn": _("%(number)s: is not coming"),
    "hospital.closed": _("%(number)s is closed; it must reopen within 48 hours (T1)"),
    "hospital.reopened": _("%(number)s is open again"),
}
