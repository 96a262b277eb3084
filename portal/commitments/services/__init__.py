"""What can be done to a promise. Each verb locks its rows, first fires what is overdue, and only then writes."""

from portal.commitments.services.attention import acknowledge, urge
from portal.commitments.services.pausing import pause, resume
from portal.commitments.services.promising import promise, promise_many
from portal.commitments.services.settling import keep, keep_many, release, release_many, retarget

__all__ = [
    "acknowledge",
    "keep",
    "keep_many",
    "pause",
    "promise",
    "promise_many",
    "release",
    "release_many",
    "resume",
    "retarget",
    "urge",
]
