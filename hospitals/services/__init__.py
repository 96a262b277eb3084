"""What can be done with institutions: ask one, announce who comes, report places, close and reopen."""

from hospitals.services.asking import announce_arrival, ask_hospital
from hospitals.services.closing import close_hospital
from hospitals.services.places import confirm_places, report_places

__all__ = ["announce_arrival", "ask_hospital", "close_hospital", "confirm_places", "report_places"]
