"""Which status is stricter, and which belong to a place rather than to a person: what acts of control go by."""

from cases.models.vocabulary import Control

# From free to strict. A stricter status is never weakened by an act over a place: whoever is isolated for a reason of
# their own stays so when their building is sealed, and whoever only monitors themselves may not drive out of it.
BY_STRICTNESS = (
    Control.NONE,
    Control.HOME_MONITORING,
    Control.CONTROLLED,
    Control.SEALED,
    Control.HIGH_RISK,
    Control.ABNORMAL_CODE,
    Control.HOME_ISOLATION,
    Control.CENTRAL_ISOLATION,
)
# What an act over a place may also take away again. The others are given and taken one resident at a time.
OF_PLACES = (Control.CONTROLLED, Control.SEALED, Control.HIGH_RISK)
_RANK = {str(control): rank for rank, control in enumerate(BY_STRICTNESS)}


def rank_of(control: str) -> int:
    return _RANK[str(control)]


def milder_than(control: str) -> list[str]:
    return [str(one) for one in BY_STRICTNESS if rank_of(one) < rank_of(control)]


def places_stricter_than(control: str) -> list[str]:
    """The statuses of place that an act which lowers brings down to `control`."""
    return [str(one) for one in OF_PLACES if rank_of(one) > rank_of(control)]


def strictest(*controls: str) -> str:
    return str(max(controls, key=rank_of))
