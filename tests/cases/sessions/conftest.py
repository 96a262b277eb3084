"""Residents with a rhythm of treatment, and a place whose tomorrow is never empty."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Person, PlannedSession, RegisterEntry
from cases.services.planning import plan_sessions
from hospitals.models import Designation, Hospital

EVERY_DAY = {"days": [1, 2, 3, 4, 5, 6, 7], "shift": 2}


@pytest.fixture
def tomorrow(db):
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def centre(areas):
    """A dialysis centre that is designated for all of Xiangfang."""
    made = Hospital.objects.create(name="香坊血液透析中心", area=areas["230110"], also_kinds=["dialysis"])
    Designation.objects.create(hospital=made, since=timezone.localdate()).serves.add(areas["230110"])
    return made


@pytest.fixture
def entered(centre):
    """entered(control="sealed", plan=…) → an entry of the dialysis register, of a resident with a session every day."""

    def make(control="sealed", group="dialysis", plan=EVERY_DAY, area="230110003001", **more):
        number = Person.objects.count()
        told = {"name": f"李秀{number}", "phone": f"1990001{number:04d}", "address": f"安埠街{number}号1单元101"} | more
        who = Person.objects.create(area_id=area, control=control, groups=[group], treating_hospital=centre, **told)
        return RegisterEntry.objects.create(person=who, group=group, area_id=area, plan=plan, treating_hospital=centre)

    return make


@pytest.fixture
def planned(policy, entered, tomorrow):
    """planned() → tomorrow's session of somebody under control."""

    def make(**more):
        entry = entered(**more)
        plan_sessions()
        return PlannedSession.objects.get(entry=entry, on=tomorrow)

    return make
