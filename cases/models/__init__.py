"""What the command centre keeps: people, their register entries, requests, and what is done for each."""

from cases.models.case import Case, DayCounter, Judgement, Note
from cases.models.drafts import Draft, SavedTab
from cases.models.job import Job
from cases.models.outing import Outing, Placement
from cases.models.people import Person, RegisterEntry
from cases.models.policy import PolicyActivation, PolicyVersion
from cases.models.staging import ImportBatch

__all__ = [
    "Case",
    "DayCounter",
    "Draft",
    "ImportBatch",
    "Job",
    "Judgement",
    "Note",
    "Outing",
    "Person",
    "Placement",
    "PolicyActivation",
    "PolicyVersion",
    "RegisterEntry",
    "SavedTab",
]
