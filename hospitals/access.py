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
    "hospitals.PlacesReport": {"area": "hospital__area_id", "hospital": "hospital_id"},
    "hospitals.Slot": {"area": "hospital__area_id", "hospital": "hospital_id"},
    "hospitals.Closure": {"area": "area_id", "hospital": "hospital_id"},
    "hospitals.Violation": {"area": "area_id", "hospital": "hospital_id"},
    "hospitals.Squad": {"area": "area_id"},
    "hospitals.SquadMember": {"area": "squad__area_id"},
    "hospitals.SquadShift": {"area": "member__squad__area_id"},
    "hospitals.OnlineClinic": {"area": "area_id"},
}

RULES = [
    Rule("hospital.list", EVERYBODY, why="the directory of institutions is public (H5)"),
    Rule("hospital.keep", {"area": {Role.ADMIN}}, why="who keeps the directory and the designation matrix"),
    Rule(
        "designation.view",
        {"area": {*WHO_ARRANGES, Role.AUDITOR, Role.ADMIN}, **DESK},
        why="B2c: whoever arranges must know who is named for whom, and where nobody is; a desk reads of itself",
    ),
    Rule("designation.keep", {"area": {Role.ADMIN}}, why="H2: who keeps the designation matrix"),
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
    Rule(
        "booking.hand_over",
        {"area": COMMAND_CENTRE, **DESK},
        why="N4: whoever is responsible asks another; where two have refused, the command centre does",
    ),
    Rule("booking.close", {"user": set(), **DESK}, why="seen by the desk, or by the driver who takes them home"),
    Rule("places.report", DESK, why="the institution counts its own places"),
    Rule("slot.keep", {"area": {Role.ADMIN}, **DESK}, why="P1: the institution says when it receives how many"),
    Rule("hospital.supervise", {"area": {Role.SUPERVISOR, Role.AUDITOR}, **DESK}, why="P4; a desk reads of itself"),
    Rule("closure.view", {"area": WHO_SEES, **DESK}, why="whoever arranges must know"),
    Rule(
        "closure.list",
        {"area": {Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN}, **DESK},
        why="T1: whoever answers for the 48 hours, and whoever places people meanwhile",
    ),
    Rule("closure.reopen", {"area": {Role.SUPERVISOR, Role.ADMIN}, **DESK}, why="T1"),
    Rule("violation.view", {"area": {Role.SUPERVISOR, Role.AUDITOR, Role.OPERATOR}, **DESK}, why="P4"),
    Rule(
        "squad.list",
        {"area": {Role.OPERATOR, Role.SUPERVISOR, Role.MEDIC, Role.AUDITOR, Role.ADMIN}},
        why="H3: whoever arranges a visit sees who is where; experts are told by role and skill",
    ),
    Rule("squad.keep", {"area": {Role.SUPERVISOR, Role.ADMIN}}, why="H3: who keeps squads, their members and hours"),
    Rule("clinic.list", EVERYBODY, why="H4: the directory is public"),
    Rule("clinic.keep", {"area": {Role.ADMIN}}, why="H4: who keeps the directory, as hospital.keep"),
]


def fill() -> None:
    register(scopes=SCOPES, rules=RULES)
