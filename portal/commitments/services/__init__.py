"""What can be done to a promise. Each verb locks its rows, first fires what is overdue, and only then writes."""

from portal.commitments.services.attention import acknowledge, urge
from portal.commitments.services.pausing import pause, resume
from portal.commitments.services.promising import promise, promise_many
from portal.commitments.services.settling import keep, release, retarget

__all__ = ["acknowledge", "keep", "pause", "promise", "promise_many", "release", "resume", "retarget", "urge"]
