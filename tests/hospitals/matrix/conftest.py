"""A matrix to work on: one line of one institution, its keeper, and the keeper of the district beside it."""

from datetime import time

import pytest
from django.utils import timezone

from hospitals.models import Designation, Hospital
from portal.access.roles import Role


@pytest.fixture
def designate(areas):
    """designate(hospital, serves=[…], needs=[…], …): a line in force since today."""

    def make(hospital, *, serves=("230110",), **columns):
        line = Designation.objects.create(hospital=hospital, **{"since": timezone.localdate(), **columns})
        line.serves.set(serves)
        return line

    return make


@pytest.fixture
def line(hospital, designate):
    """Oncology of sealed people, at night, in Xiangfang."""
    return designate(
        hospital,
        groups=["oncology"],
        controls=["sealed"],
        hours_from=time(20),
        hours_to=time(8),
        cite="H2",
        note="夜间",
    )


@pytest.fixture
def elsewhere(areas):
    """An institution of the district beside it."""
    return Hospital.objects.create(name="南岗医院", area=areas["230103"])


@pytest.fixture
def other_admin(areas, person):
    """Keeps the matrix of Nangang, and of nobody else."""
    return person("other-admin", Role.ADMIN, on=areas["230103"], is_staff=True)


@pytest.fixture
def district_admin(areas, person):
    """Keeps the matrix of Xiangfang alone."""
    return person("district-admin", Role.ADMIN, on=areas["230110"], is_staff=True)
