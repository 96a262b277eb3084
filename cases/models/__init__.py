"""What the command centre keeps: people, their register entries, requests, and what is done for each."""

from cases.models.absences import Absence
from cases.models.case import Case, DayCounter, Judgement, Note
from cases.models.chain import Contact, LineGap
from cases.models.control import ControlAct, ControlSpell
from cases.models.drafts import Draft, SavedTab
from cases.models.duplicates import Merge, Suspicion
from cases.models.job import Job
from cases.models.outing import Outing, Placement
from cases.models.people import Person, RegisterEntry
from cases.models.policy import PolicyActivation, PolicyVersion
from cases.models.sessions import ClosedDay, DayChange, PlannedSession
from cases.models.staging import ImportBatch, ImportPortion, ImportProgress
from cases.models.things import KeptThing
from cases.models.traces import PersonTrace, TraceBlock
from cases.models.visit import Visit

__all__ = [
    "Absence",
    "Case",
    "ClosedDay",
    "Contact",
    "ControlAct",
    "ControlSpell",
    "DayChange",
    "DayCounter",
    "Draft",
    "ImportBatch",
    "ImportPortion",
    "ImportProgress",
    "Job",
    "Judgement",
    "KeptThing",
    "LineGap",
    "Merge",
    "Note",
    "Outing",
    "Person",
    "PersonTrace",
    "Placement",
    "PlannedSession",
    "PolicyActivation",
    "PolicyVersion",
    "RegisterEntry",
    "SavedTab",
    "Suspicion",
    "TraceBlock",
    "Visit",
]
