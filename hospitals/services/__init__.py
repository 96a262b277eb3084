"""What can be done with institutions: ask one, announce who comes, report places, close and reopen."""

from hospitals.services.asking import announce_arrival, ask_hospital, ask_to_take_over
from hospitals.services.closing import close_hospital, place_crowds_anew
from hospitals.services.places import confirm_places, report_places

__all__ = [
    "announce_arrival",
    "ask_hospital",
    "ask_to_take_over",
    "close_hospital",
    "confirm_places",
    "place_crowds_anew",
    "report_places",
]
