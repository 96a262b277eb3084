"""Who may see what was said: an inbox is one's own; the outbox is looked after by administrators and supervisors."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

register(
    scopes={"notices.Delivery": {"area": "endpoint__area_id"}, "notices.Endpoint": {"area": "area_id"}},
    rules=[
        Rule("delivery.view", {"area": {Role.ADMIN, Role.SUPERVISOR}}, why="They see what did not arrive."),
        Rule("delivery.retry", {"area": {Role.ADMIN, Role.SUPERVISOR}}, why="They decide what is tried again."),
        Rule("endpoint.view", {"area": {Role.ADMIN}}, why="Webhooks are part of the installation."),
    ],
)
