"""Who may see and give permissions, and who may open the administration."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

register(
    scopes={
        "access.Share": {"user": "user_id"},
    },
    rules=[
        Rule("site.administer", {"area": {Role.ADMIN}}, why="the administration is for administrators, not for staff"),
        Rule("access.grant", {"area": {Role.ADMIN}}, why="an administrator staffs their own area, and no other"),
        Rule("access.view", {"area": {Role.ADMIN, Role.AUDITOR}}, why="an auditor must see who may do what"),
        Rule("area.view", {"area": set(Role)}, why="places are public knowledge, but one works in one's own"),
        Rule("area.change", {"area": {Role.ADMIN}}, why="names and coordinates; the tree itself comes from a file"),
    ],
)
