"""Who receives: institutions, what they are designated for, their places and slots, the bookings that ask them."""

from hospitals.models.bookings import HOLDS_BUFFER, HOLDS_SLOT, INSIDE, PENDING, Booking, Slot, Violation
from hospitals.models.closures import Closure
from hospitals.models.designations import Designation
from hospitals.models.grants import HospitalUserObjectPermission
from hospitals.models.institutions import Hospital, Places
from hospitals.models.resources import OnlineClinic, Squad

__all__ = [
    "HOLDS_BUFFER",
    "HOLDS_SLOT",
    "INSIDE",
    "PENDING",
    "Booking",
    "Closure",
    "Designation",
    "Hospital",
    "HospitalUserObjectPermission",
    "OnlineClinic",
    "Places",
    "Slot",
    "Squad",
    "Violation",
]
