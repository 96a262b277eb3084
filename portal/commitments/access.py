"""Where promises and escalations lie, for whoever asks what may be seen of them."""

from portal.access.registry import register

# An escalation lies where its promise lies, not where its post sits: the district sees that the city was told.
register(
    scopes={
        "commitments.Commitment": {"area": "area_id"},
        "commitments.Escalation": {"area": "commitment__area_id"},
    },
)
