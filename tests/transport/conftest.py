"""A fleet that can drive, a trip that waits, and those who drive and guard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from portal.access.roles import Role
from portal.access.services import grant
from portal.lifecycle.move import move
from tests.hospitals.asking import ask, subject
from tests.transport.fit import fit_driver, fit_vehicle
from transport.lifecycle import TRIP
from transport.models import Driver, Fleet, Trip, Vehicle
from transport.planning.keeping import load_compiled
from transport.services import assign_vehicle, issue_self_drive, request_trip

__all__ = ["ask", "subject"]


@pytest.fixture(scope="session")
def compiled() -> None:
    """The planner, compiled before a test's transaction would have to wait for it."""
    load_compiled(settings.COMPILED_ROOT)


@pytest.fixture
def make_vehicle(fleet: Fleet) -> Callable[..., Vehicle]:
    """make_vehicle("黑A12"): fit to be dispatched, unless said otherwise."""

    def make(plate: str, **fields: Any) -> Vehicle:
        return Vehicle.objects.create(plate=plate, **fit_vehicle(**{"fleet": fleet, **fields}))

    return make


@pytest.fixture
def vehicle(make_vehicle: Callable[..., Vehicle]) -> Vehicle:
    return make_vehicle("黑A·0012")


@pytest.fixture
def at_wheel(fleet: Fleet, driver: Any) -> Driver:
    """The `driver` of the cast, as the fleet knows them."""
    return Driver.objects.create(**fit_driver(fleet=fleet, user=driver, name="王师傅"))


@pytest.fixture
def second_at_wheel(fleet: Fleet) -> Driver:
    return Driver.objects.create(**fit_driver(fleet=fleet, name="赵师傅"))


@pytest.fixture
def wait(operator: Any, subject: Callable[..., Any]) -> Callable[..., Trip]:
    """wait(): another person's trip that waits for a vehicle. Keywords as request_trip's."""

    def make(**wishes: Any) -> Trip:
        return request_trip(**{"subject": subject(), "by": operator, **wishes})

    return make


@pytest.fixture
def own_car(operator: Any, subject: Callable[..., Any]) -> Callable[..., Trip]:
    """own_car(): another person's trip by private car, with its pass."""

    def make(**wishes: Any) -> Trip:
        return issue_self_drive(**{"subject": subject(), "by": operator, **wishes})

    return make


@pytest.fixture
def assigned(wait: Any, vehicle: Vehicle, at_wheel: Driver, dispatcher: Any) -> Trip:
    return assign_vehicle(wait(), vehicle=vehicle, by=dispatcher)


@pytest.fixture
def go(driver: Any) -> Callable[..., Trip]:
    """go(trip, "accept", "depart", …): the driver's taps, one after the other."""

    def tap(trip: Trip, *steps: str, **how: Any) -> Trip:
        for step in steps:
            trip = move(TRIP, trip, step, **{"by": driver, **how})
        return trip

    return tap


@pytest.fixture
def area_dispatcher(areas: Any, person: Any) -> Any:
    """Dispatches for all fleets of Xiangfang."""
    user = person("dispatch-centre")
    grant(user, Role.DISPATCHER, areas["230110"])
    return user
