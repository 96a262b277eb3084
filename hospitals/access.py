"""Who may do what with institutions and bookings."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

COMMAND_CENTRE = {Role.OPERATOR, Role.SUPERVISOR}
WHO_ARRANGES = {Role.OPERATOR, Role.SUPERVISOR, Role.MEDIC}
WHO_SEES = {*WHO_ARRANGES, Role.GRID, Role.DISPATCHER, Role.AUDITOR, Role.ADMIN}
EVERYBODY = {"area": set(Role), "hospital": {Role.DESK}, "fleet": {Role.DISPATCHER, Role.DRIVER}}
DESK = {"hospital": {Role.DESK}}

SCOPES = {
    "hospitals.Hospital": {"area": "area_id"},
    "hospitals.HospitalUserObjectPermission": {"area": "content_object__area_id"},
    "hospitals.Designation": {"area": "hospital__area_id", "hospital": "hospital_id"},
    "hospitals.Booking": {"area": "area_id", "hospital": "hospital_id", "user": "carrier_id"},
    "hospitals.Places": {"area": "hospital__area_id", "hospital": "hospital_id"},
    "hospitals.Slot": {"area": "hospital__area_id", "hospital": "hospital_id"},
    "hospitals.Closure": {"area": "area_id", "hospital": "hospital_id"},
    "hospitals.Violation": {"area": "area_id", "hospital": "hospital_id"},
    "hospitals.Squad": {"area": "area_id"},
    "hospitals.OnlineClinic": {"area": "area_id"},
}

RULES = [
    Rule("hospital.list", EVERYBODY, why="the directory of institutions is public (H5)"),
    Rule("hospital.keep", {"area": {Role.ADMIN}}, why="who keeps the directory and the designation matrix"),
    Rule("hospital.close", {"area": {Role.SUPERVISOR, Role.ADMIN}, **DESK}, why="T1"),
    Rule("desk.open", DESK, why="the desk's own page"),
    Rule("booking.view", {"area": WHO_SEES, "user": set(), **DESK}, why="both ends, and who brings them"),
    Rule("booking.ask", {"area": WHO_ARRANGES}, why="B2c: medical team or command centre arrange the hospital"),
    Rule("booking.withdraw", {"area": WHO_ARRANGES}, why="whoever may ask may stop asking"),
    Rule("booking.assign", {"area": COMMAND_CENTRE}, why="B3d: after the second refusal the command centre assigns"),
    Rule("booking.accept", DESK, why="only the institution answers for itself"),
    Rule("booking.refuse", DESK, why="as above; a forbidden reason is recorded, not prevented"),
    Rule("booking.arrive", {"user": set(), **DESK}, why="seen by the desk, or reported by the driver at the door"),
    Rule("booking.reveal", DESK, why="whoever receives must know whom to ask for"),
    Rule("booking.receive", DESK, why="N4: who receives is responsible"),
    Rule("booking.leave", DESK, why="the institution ends the treatment"),
    Rule("booking.close", {"user": set(), **DESK}, why="seen by the desk, or by the driver who takes them home"),
    Rule("places.report", DESK, why="the institution counts its own places"),
    Rule("closure.view", {"area": WHO_SEES, **DESK}, why="whoever arranges must know"),
    Rule("closure.reopen", {"area": {Role.SUPERVISOR, Role.ADMIN}, **DESK}, why="T1"),
    Rule("violation.view", {"area": {Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR}, **DESK}, why="P4"),
]


def fill() -> None:
    register(scopes=SCOPES, rules=RULES)
