"""What can be done with trips, passes and gates."""

from transport.models import IS_OUT, UNDER_WAY
from transport.services.gates import announce_waiting, scan
from transport.services.passes import renew_pass, revoke_passes
from transport.services.trips import assign_vehicle, cancel_trip, issue_self_drive, redirect_trip, request_trip

__all__ = [
    "IS_OUT",
    "UNDER_WAY",
    "announce_waiting",
    "assign_vehicle",
    "cancel_trip",
    "issue_self_drive",
    "redirect_trip",
    "renew_pass",
    "request_trip",
    "revoke_passes",
    "scan",
]
