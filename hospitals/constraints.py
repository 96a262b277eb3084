"""What each constraint of this app means to the person whose act breaks it."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "slot_not_oversold": _("This slot is full: the last place was just taken. Choose another."),
    "slot_is_closed": _("This slot has been closed. Choose another."),
    "slot_once_at_a_time": _("There is a slot of this department at this time already."),
    "booking_slot_of_its_hospital": _("This slot belongs to another hospital."),
    "booking_buffer_of_its_hospital": _("This buffer place belongs to another hospital."),
    "places_used_within_total": _("No more places can be used than there are."),
    "places_stations_by_shift": _("Dialysis stations are counted by shift, other places without one."),
    "report_used_within_total": _("No more places can be used than there are."),
    "booking_one_pending_per_subject": _("A hospital has already been asked for this person and has not refused."),
    "squad_shift_once": _("This member is on duty in that time already."),
    "squad_shift_ends_after_it_starts": _("A shift ends after it begins."),
    "closure_one_open_per_hospital": _("This institution is already closed."),
}
