"""Which hospital: every institution in question, ranked, each with its reasons, each excluded one with why."""

from hospitals.matching.match import Matcher, match
from hospitals.matching.query import Candidate, Query, Reason

__all__ = ["Candidate", "Matcher", "Query", "Reason", "match"]
