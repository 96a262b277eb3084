"""Promises to play with, made so long ago that they are where a test wants them: nobody turns the database's clock."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.areas.models import Area
from portal.commitments import services
from portal.commitments.models import Commitment
from portal.commitments.subject import Subject
from portal.commitments.terms import Step, Terms
from portal.notices.clock import database_now
from tests.cast import COMMUNITY

DISTRICT_THEN_CITY = (Step(timedelta(0), "supervisor", "district"), Step(timedelta(minutes=10), "supervisor", "city"))


def terms(
    kind: str = "case.judge", *, due: timedelta = timedelta(minutes=30), steps: Any = DISTRICT_THEN_CITY
) -> Terms:
    return Terms(kind, due, tuple(steps), pack="test-pack", version="7", cite="B1c", rule="r1")


def a_subject(area_id: str = COMMUNITY) -> Subject:
    key = uuid.uuid4()
    return Subject("case", key, f"20261121-{key.int % 10000:04d}", area_id)


@pytest.fixture
def promised(areas: dict[str, Area]) -> Callable[..., Commitment]:
    """promised("case.judge", due=…, ago=…): a promise due after `due`, whose clock began `ago` before now."""

    def make(
        kind: str = "case.judge",
        *,
        due: timedelta = timedelta(minutes=30),
        ago: timedelta = timedelta(0),
        steps: Any = DISTRICT_THEN_CITY,
        subject: Subject | None = None,
        **more: Any,
    ) -> Commitment:
        return services.promise(
            kind,
            subject=subject or a_subject(),
            terms=terms(kind, due=due, steps=steps),
            started_at=database_now() - ago,
            **more,
        )

    return make
