"""Who may read the journal."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

register(
    scopes={"audit.Entry": {"area": "area_id"}},
    rules=[
        Rule(
            "journal.view", {"area": {Role.AUDITOR, Role.SUPERVISOR}}, why="who answers for an area reads its journal"
        ),
        Rule("journal.open", {"area": {Role.AUDITOR}}, why="the words of a reason may name somebody"),
    ],
)
