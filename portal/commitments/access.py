"""Where promises and escalations lie, for whoever asks what may be seen of them."""

from portal.access.registry import Rule, register
from portal.access.roles import Role

# An escalation lies where its promise lies, not where its post sits: the district sees that the city was told.
register(
    scopes={
        "commitments.Commitment": {"area": "area_id"},
        "commitments.Escalation": {"area": "commitment__area_id"},
    },
    rules=[
        Rule(
            "engine.view",
            {"area": {Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN}},
            why="who answers for lateness sees that the clocks run; states and counts only",
        ),
    ],
)
