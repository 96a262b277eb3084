"""Who may do what with fleets, trips, passes and gates."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

ARRANGES = {Role.OPERATOR, Role.MEDIC, Role.SUPERVISOR, Role.DISPATCHER}
DISPATCHES = {Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR}
SEES = {*ARRANGES, Role.GRID, Role.AUDITOR, Role.ADMIN}
FLEET = {"fleet": {Role.DISPATCHER}}
CREW = {"fleet": {Role.DISPATCHER, Role.DRIVER}}
GATE = {"checkpoint": {Role.GATE}}
SELF: dict[str, set[Role]] = {"user": set()}

SCOPES = {
    "transport.Fleet": {"area": "area_id"},
    "transport.Vehicle": {"area": "fleet__area_id", "fleet": "fleet_id"},
    "transport.Driver": {"area": "fleet__area_id", "fleet": "fleet_id", "user": "user_id"},
    "transport.DriverShift": {"area": "driver__fleet__area_id", "fleet": "driver__fleet_id", "user": "driver__user_id"},
    "transport.Enlistment": {"area": "vehicle__fleet__area_id", "fleet": "vehicle__fleet_id"},
    "transport.DispatchOrder": {"area": "fleet__area_id", "fleet": "fleet_id", "user": "driver__user_id"},
    "transport.DayPlan": {"area": "fleet__area_id", "fleet": "fleet_id"},
    "transport.PlannedRun": {"area": "plan__fleet__area_id", "fleet": "plan__fleet_id"},
    "transport.Checkpoint": {"area": "area_id"},
    "transport.FleetUserObjectPermission": {"area": "content_object__area_id"},
    "transport.CheckpointUserObjectPermission": {"area": "content_object__area_id"},
    "transport.Trip": {
        "area": "area_id",
        "fleet": "fleet_id",
        "user": "driver__user_id",
        "checkpoint": "checkpoint_id",
        "hospital": "booking__hospital_id",
    },
    "transport.Pass": {"area": "area_id", "checkpoint": "checkpoint_id", "user": "trip__driver__user_id"},
    "transport.GateLog": {"area": "area_id", "checkpoint": "checkpoint_id"},
}

RULES = [
    Rule("fleet.keep", {"area": {Role.ADMIN}}, why="who keeps the list of fleets, vehicles, drivers and gates"),
    Rule("fleet.view", {"area": SEES, **CREW}, why="B3a: fleets belong to areas"),
    Rule("vehicle.view", {"area": SEES, **CREW}, why="whoever arranges must know what can drive"),
    Rule("vehicle.dispatch", {"area": DISPATCHES, **FLEET}, why="the vehicles a dispatcher may choose from"),
    Rule(
        "vehicle.keep", {"area": {Role.DISPATCHER, Role.ADMIN}, **FLEET}, why="B4b: who equips and withdraws a vehicle"
    ),
    Rule(
        "driver.view",
        {"area": {*DISPATCHES, Role.AUDITOR, Role.ADMIN}, **FLEET, **SELF},
        why="who drives must know what they lack, and whoever dispatches too",
    ),
    Rule("driver.keep", {"area": {Role.DISPATCHER, Role.ADMIN}, **FLEET}, why="B4b: who keeps tests, training, shifts"),
    Rule("enlistment.view", {"area": {Role.DISPATCHER, Role.ADMIN}, **FLEET}, why="B3a: whose car helps"),
    Rule("enlistment.reveal", {"area": {Role.DISPATCHER}, **FLEET}, why="whoever took the car must call its owner"),
    Rule(
        "order.view",
        {"area": {*DISPATCHES, Role.AUDITOR}, **FLEET, **SELF},
        why="B4b: the paper aboard",
    ),
    Rule("trip.order", {"area": DISPATCHES, **FLEET}, why="who dispatches signs the order"),
    Rule("driver.open", {"fleet": {Role.DRIVER}}, why="the driver's own page"),
    Rule("plan.view", {"area": {*DISPATCHES, Role.AUDITOR}, **FLEET}, why="T3b: the day before it is driven"),
    Rule("plan.make", {"area": DISPATCHES, **FLEET}, why="who dispatches the fleet plans its day"),
    Rule("board.open", {"area": {*DISPATCHES, Role.AUDITOR}, **FLEET}, why="the dispatch board"),
    Rule(
        "trip.view",
        {"area": SEES, "hospital": {Role.DESK}, **FLEET, **GATE, **SELF},
        why="both gates of an outing (N6), who drives it, and who is responsible for it",
    ),
    Rule("trip.request", {"area": ARRANGES}, why="B2c: whoever arranges the hospital arranges the way"),
    Rule("trip.assign", {"area": DISPATCHES, **FLEET}, why="dispatch"),
    Rule("trip.release", {"area": DISPATCHES, **FLEET, **SELF}, why="a driver may give a trip back before departing"),
    Rule("trip.trouble", {"area": DISPATCHES, **FLEET, **SELF}, why="what went wrong, tapped or said by radio"),
    Rule("trip.reveal", {**FLEET, **SELF}, why="whoever fetches a person must find the door"),
    Rule("trip.cancel", {"area": ARRANGES, **FLEET}, why="whoever may arrange may call off"),
    Rule("trip.hand_over", {"area": DISPATCHES, **FLEET}, why="B4a: who answers that nobody out is lost"),
    Rule(
        "trip.step_vehicle",
        {"area": DISPATCHES, **FLEET, **SELF},
        why="the driver's tap, or what the driver says by radio",
    ),
    Rule("trip.step_self_drive", {"area": {*ARRANGES, Role.GRID}}, why="told by telephone where no gate has seen it"),
    Rule("pass.view", {"area": SEES, **GATE, **SELF}, why="to show it, send it or print it"),
    Rule("pass.renew", {"area": ARRANGES}, why="a lost pass is revoked and replaced"),
    Rule("checkpoint.view", {"area": SEES, **GATE}, why="to name the gate of an outing"),
    Rule("checkpoint.scan", GATE, why="B3c: only whoever stands at the gate opens it"),
    Rule("gate.open", GATE, why="the guard's own page"),
    Rule("gatelog.view", {"area": {Role.OPERATOR, Role.SUPERVISOR, Role.AUDITOR}, **GATE}, why="out and in are logged"),
]


def fill() -> None:
    register(scopes=SCOPES, rules=RULES)
