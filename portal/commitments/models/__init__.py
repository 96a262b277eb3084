"""Promises with a clock: their terms, the promises themselves, and what became of them."""

from portal.commitments.models.commitment import Commitment, Segment
from portal.commitments.models.escalation import Escalation, Urge
from portal.commitments.models.ladder import Ladder, LadderStep

__all__ = ["Commitment", "Escalation", "Ladder", "LadderStep", "Segment", "Urge"]
