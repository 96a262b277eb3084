"""can() and visible() say the same for every role and place, about every kind of thing in every state it has here."""

import pytest

from cases.models import (
    Absence,
    Case,
    ClosedDay,
    Contact,
    ControlAct,
    Job,
    KeptThing,
    Person,
    PlannedSession,
    RegisterEntry,
    Visit,
)
from hospitals.models import (
    Booking,
    Closure,
    Designation,
    Hospital,
    OnlineClinic,
    Slot,
    Squad,
    SquadMember,
    SquadShift,
    Violation,
)
from portal.access.registry import rules
from portal.accounts.models import DutyShift, User
from portal.areas.models import Area
from portal.audit.models import Entry
from portal.commitments.models import Escalation
from portal.notices.models import Delivery, Endpoint
from tests.access.agreement import everyone, prove_agreement
from transport.models import Checkpoint, DayPlan, DispatchOrder, Driver, Enlistment, Fleet, GateLog, Pass, Trip, Vehicle

# What the actions of each noun are asked about. A noun with several kinds of thing stands in several rows.
ASKED_ABOUT = [
    ("area.", Area),
    ("rules.", Area),
    ("roster.", Area),
    ("roster.", DutyShift),
    ("access.", Area),
    ("account.", User),
    ("journal.", Entry),
    ("delivery.", Delivery),
    ("endpoint.", Endpoint),
    ("case.", Case),
    ("person.", Person),
    ("job.", Job),
    ("visit.", Visit),
    ("squad.", Squad),
    ("squad.", SquadMember),
    ("squad.", SquadShift),
    ("clinic.", OnlineClinic),
    ("register.", RegisterEntry),
    ("control.", ControlAct),
    ("control.", Person),
    ("session.", PlannedSession),
    ("session.", RegisterEntry),
    ("session.", ClosedDay),
    ("chain.", Area),
    ("chain.", Contact),
    ("absence.", Area),
    ("absence.", Absence),
    ("thing.", KeptThing),
    ("escalation.", Escalation),
    ("report.", Area),
    ("hospital.", Hospital),
    ("designation.", Designation),
    ("places.", Hospital),
    ("slot.", Hospital),
    ("slot.", Slot),
    ("booking.", Booking),
    ("closure.", Closure),
    ("violation.", Violation),
    ("fleet.", Fleet),
    ("vehicle.", Vehicle),
    ("driver.", Driver),
    ("enlistment.", Enlistment),
    ("order.", DispatchOrder),
    ("trip.", Trip),
    ("plan.", DayPlan),
    ("plan.", Fleet),
    ("pass.", Pass),
    ("checkpoint.", Checkpoint),
    ("gatelog.", GateLog),
]
# Doors to whole pages: asked about nothing.
DOORS = {"site.administer", "desk.open", "board.open", "gate.open", "engine.view"}
# Where roles are held: a city, its districts, a community. A street between two of them says nothing new.
HELD_ON = ("2301", "230110", "230103", "230110003001")

MISSING = """
{action} is a new kind of action, and nothing here is asked about it.

Add its noun to ASKED_ABOUT with the model that it is asked about, so that can() and visible() are proven to agree;
or to DOORS, if it opens a page and is asked about nothing.
"""


def test_no_action_is_left_out():
    known = {prefix for prefix, _model in ASKED_ABOUT}
    for rule in rules():
        if f"{rule.noun}." not in known and rule.action not in DOORS and rule.noun not in ("place", "share"):
            pytest.fail(MISSING.format(action=rule.action), pytrace=False)


def test_they_agree(world, subtests):
    ours, theirs = world.ours, world.theirs
    held_on = [world.areas[code] for code in HELD_ON]
    held_on += [ours.hospital, theirs.hospital, ours.fleet, theirs.fleet, ours.checkpoint, theirs.checkpoint]
    people = everyone(held_on)
    people += [(name, user) for name, user in world.people.items() if name in ("driver", "next_driver", "desk")]
    for prefix, model in ASKED_ABOUT:
        with subtests.test(f"{prefix}* about {model.__name__}"):
            things = list(model._default_manager.all())
            assert len(things) > 1, "of one thing alone nothing can be told apart"
            prove_agreement(prefix, things, held_on=[], also=people)


def test_requests_stand_in_every_state(world):
    states = {value for value, _label in Case._meta.get_field("state").choices}
    assert {case.state for case in Case.objects.all()} == states
