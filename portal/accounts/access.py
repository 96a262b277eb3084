"""Who may look after accounts, and who after the duty roster."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

register(
    scopes={
        "accounts.User": {"area": "area_id"},
        "accounts.DutyShift": {"area": "area_id"},
    },
    rules=[
        Rule("account.view", {"area": {Role.ADMIN, Role.SUPERVISOR}}, why="a supervisor knows who works where"),
        Rule("account.change", {"area": {Role.ADMIN}}, why="an administrator staffs their own area"),
        Rule(
            "roster.view",
            {"area": {Role.OPERATOR, Role.GRID, Role.MEDIC, Role.SUPERVISOR, Role.AUDITOR}},
            why="whoever works with the line knows who answers it",
        ),
        Rule("roster.change", {"area": {Role.OPERATOR, Role.SUPERVISOR}}, why="the command centre fills its roster"),
    ],
)
