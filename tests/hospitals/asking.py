"""Somebody who needs a hospital, and the question put to it."""

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hospitals.models import Booking, Hospital, Places, Slot
from hospitals.services import ask_hospital
from portal.commitments.subject import Subject
from tests.cast import COMMUNITY

_tickets = itertools.count(1)


@pytest.fixture
def subject() -> Callable[..., Subject]:
    """subject(): another request of the community each time."""

    def make(area_id: str = COMMUNITY) -> Subject:
        return Subject("case", uuid.uuid4(), f"20261121-{next(_tickets):04d}", area_id)

    return make


@pytest.fixture
def ask(hospital: Hospital, operator: Any, subject: Callable[..., Subject]) -> Callable[..., Booking]:
    """ask(): the hospital is asked for somebody new. Keywords as ask_hospital's."""

    def make(**wishes: Any) -> Booking:
        given = {"subject": subject(), "need": "outpatient", "by": operator, **wishes}
        return ask_hospital(given.pop("hospital", hospital), **given)

    return make


@pytest.fixture
def slot(hospital: Hospital) -> Slot:
    """The next hour, for one person."""
    now = timezone.now()
    return Slot.objects.create(hospital=hospital, starts_at=now, ends_at=now + timedelta(hours=1), capacity=1)


@pytest.fixture
def buffer(hospital: Hospital) -> Places:
    """One free buffer place in the rescue room."""
    return Places.objects.create(hospital=hospital, room="buffer_rescue", total=1, used=0, reported_at=timezone.now())
