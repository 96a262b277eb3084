"""Who may do what with residents, requests and jobs. Read with portal.access; every grant has its reason."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

CENTRE = {Role.OPERATOR, Role.SUPERVISOR}
KEEPERS = {Role.OPERATOR, Role.GRID, Role.SUPERVISOR}
CARERS = {Role.OPERATOR, Role.MEDIC, Role.SUPERVISOR}
FIELD = {Role.OPERATOR, Role.MEDIC, Role.GRID, Role.SUPERVISOR}

SCOPES = {
    "cases.Case": {"area": "area_id"},
    "cases.Person": {"area": "area_id"},
    "cases.RegisterEntry": {"area": "area_id"},
    "cases.TraceBlock": {"area": "area_id"},
    "cases.Suspicion": {"area": "area_id"},
    "cases.Merge": {"area": "area_id"},
    "cases.Job": {"area": "area_id"},
    "cases.Visit": {"area": "job__area_id"},
    "cases.ControlAct": {"area": "area_id"},
    "cases.PlannedSession": {"area": "area_id"},
    "cases.ClosedDay": {"area": "area_id"},
    "cases.Contact": {"area": "area_id"},
    "cases.LineGap": {"area": "area_id"},
    "cases.Absence": {"area": "area_id"},
    "cases.KeptThing": {"area": "area_id", "user": "holder_id"},
}

RULES = [
    Rule("case.view", {"area": FIELD | {Role.AUDITOR}}, why="whoever works in a place sees its requests"),
    Rule("case.list", {"area": FIELD | {Role.AUDITOR}}, why="as case.view"),
    Rule("case.create", {"area": FIELD}, why="the hotline, the medical team and the grid worker take requests in"),
    Rule("case.answer", {"area": CARERS}, why="B1c: medical teams and the centre keep the line open"),
    Rule("case.judge", {"area": CARERS}, why="B2c: the medical team judges; the centre where none is reached"),
    Rule("case.arrange", {"area": CARERS}, why="B2c: the medical team or the centre arranges"),
    Rule("case.place", {"area": CENTRE}, why="N1: after two refusals the command centre decides who receives"),
    Rule("case.start", {"area": CARERS}, why="who arranged it may say that it began"),
    Rule("case.finish", {"area": CARERS}, why="who met the need may say so"),
    Rule("case.follow_up", {"area": CARERS}, why="the call-back is the centre's or the team's"),
    Rule("case.archive", {"area": CENTRE}, why="filing is the centre's"),
    Rule("case.transfer", {"area": CARERS}, why="whoever finds it belongs elsewhere passes it on"),
    Rule("case.transfer_fixed", {"area": {Role.SUPERVISOR}}, why="after two transfers only a supervisor moves it"),
    Rule("case.return", {"area": CARERS}, why="whoever was given it wrongly gives it back, with a reason"),
    Rule("case.pause", {"area": CARERS}, why="waiting for the family stops the clock, with a reason"),
    Rule("case.resume", {"area": CARERS}, why="as case.pause"),
    Rule("case.cancel", {"area": CENTRE}, why="ending a request unmet is the centre's to answer for"),
    Rule("case.merge", {"area": CENTRE}, why="two calls about one need are one request"),
    Rule("case.reopen", {"area": CENTRE}, why="a dissatisfied resident is heard again"),
    Rule("case.export", {"area": CENTRE | {Role.AUDITOR}}, why="figures leave the house masked"),
    Rule("case.reveal", {"area": FIELD}, why="who cares for a resident must be able to call them"),
    Rule("person.view", {"area": FIELD | {Role.AUDITOR}}, why="as case.view"),
    Rule("person.reveal", {"area": FIELD}, why="as case.reveal: to tell two residents apart"),
    Rule("job.view", {"area": FIELD | {Role.AUDITOR}}, why="as case.view"),
    Rule("job.list", {"area": FIELD}, why="their own day's work"),
    Rule("job.work_operator", {"area": CENTRE}, why="120 is called by the centre"),
    Rule("job.work_medic", {"area": CARERS}, why="the medical team's; the centre notes what it hears by telephone"),
    Rule("job.work_grid", {"area": FIELD}, why="the grid worker's errands; others record what they hear by telephone"),
    Rule("visit.view", {"area": FIELD}, why="H3: what was found and done is for who cares for the resident"),
    Rule("register.view", {"area": FIELD | {Role.AUDITOR}}, why="B1a: grid workers keep it, the centre reads it"),
    Rule("register.export", {"area": FIELD | {Role.AUDITOR}}, why="lists that are asked for from above leave masked"),
    Rule("register.export_whole", {"area": FIELD}, why="who keeps a register may need it whole, for a reason"),
    Rule("register.edit", {"area": {Role.OPERATOR, Role.GRID, Role.MEDIC}}, why="B1a: kept fresh by grid workers"),
    Rule("control.view", {"area": FIELD | {Role.AUDITOR}}, why="whoever works in a place knows what is sealed there"),
    Rule("control.set", {"area": CENTRE}, why="封控 is ordered: the command centre carries the order out"),
    Rule("session.view", {"area": FIELD | {Role.AUDITOR}}, why="T3b: the community lists, the centre arranges"),
    Rule("session.submit", {"area": FIELD}, why="T3b: the community submits its list; the centre where nobody does"),
    Rule("session.confirm", {"area": CENTRE}, why="T3b: the command centre arranges the vehicles"),
    Rule("session.close_day", {"area": CENTRE}, why="hospitals tell the centre on which days they do not treat"),
    Rule("register.merge", {"area": KEEPERS}, why="B1a: who keeps the register knows its people; it can be undone"),
    Rule("escalation.view", {"area": CARERS | {Role.AUDITOR}}, why="those who act, and those who answer for it"),
    Rule("escalation.acknowledge", {"area": {Role.SUPERVISOR}}, why="who was told says that they know"),
    Rule("case.take_over", {"area": {Role.SUPERVISOR}}, why="a supervisor takes a late request into their own hands"),
    Rule("case.urge", {"area": {Role.SUPERVISOR}}, why="催办"),
    Rule("report.view", {"area": {Role.SUPERVISOR, Role.AUDITOR}}, why="figures are answered for by supervisors"),
    Rule(
        "chain.view",
        {"area": FIELD | {Role.AUDITOR, Role.ADMIN, Role.DISPATCHER}},
        why="B2a: everybody who works in a place knows who answers for it",
    ),
    Rule("chain.edit", {"area": CENTRE | {Role.ADMIN}}, why="B2a: the command centre keeps the chain true"),
    Rule("absence.view", {"area": CENTRE | {Role.ADMIN, Role.AUDITOR}}, why="who works where, and who stands in"),
    Rule("absence.begin", {"area": {Role.SUPERVISOR, Role.ADMIN}}, why="who answers for residents is for who answers"),
    Rule("absence.end", {"area": {Role.SUPERVISOR, Role.ADMIN}}, why="as absence.begin"),
    Rule("thing.view", {"area": FIELD | {Role.AUDITOR}, "user": set()}, why="whoever cares knows where the card is"),
    Rule("thing.take", {"area": FIELD}, why="H4: who brings medicine takes the card along"),
    Rule("thing.return", {"area": FIELD, "user": set()}, why="who has it gives it back, also from elsewhere"),
    Rule("rules.view", {"area": FIELD | {Role.AUDITOR, Role.DISPATCHER}}, why="everybody may read what was ordered"),
]  # fmt: skip


def register_access() -> None:
    register(scopes=SCOPES, rules=RULES)
