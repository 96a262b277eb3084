"""Who receives: institutions, what they are designated for, their places and slots, the bookings that ask them."""

from hospitals.models.bookings import HOLDS_BUFFER, HOLDS_SLOT, INSIDE, PENDING, Booking, Slot, Violation
from hospitals.models.clinics import OnlineClinic, Way
from hospitals.models.closures import Closure
from hospitals.models.designations import Designation, DirectoryVersion, MatrixUpload
from hospitals.models.grants import HospitalUserObjectPermission
from hospitals.models.institutions import Hospital, Places
from hospitals.models.reports import PlacesLine, PlacesReport
from hospitals.models.squads import Skill, Squad, SquadMember, SquadRole, SquadShift

__all__ = [
    "HOLDS_BUFFER",
    "HOLDS_SLOT",
    "INSIDE",
    "PENDING",
    "Booking",
    "Closure",
    "Designation",
    "DirectoryVersion",
    "Hospital",
    "HospitalUserObjectPermission",
    "MatrixUpload",
    "OnlineClinic",
    "Places",
    "PlacesLine",
    "PlacesReport",
    "Skill",
    "Slot",
    "Squad",
    "SquadMember",
    "SquadRole",
    "SquadShift",
    "Violation",
    "Way",
]
