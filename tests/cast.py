"""The places and the people that tests play with: who each is, and what that person may do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area

# code, name, level; the parent of each is the longest other code that it begins with.
PLACES = [
    ("2301", "哈尔滨市", "city"),
    ("230103", "南岗区", "district"),
    ("230103001", "花园街道", "street"),
    ("230103001001", "花园社区", "community"),
    ("230110", "香坊区", "district"),
    ("230110003", "安埠街道", "street"),
    ("230110003001", "安埠社区", "community"),
    ("230110003002", "和平社区", "community"),
]
CITY, DISTRICT, NEIGHBOUR_DISTRICT, COMMUNITY = "2301", "230110", "230103", "230110003001"


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """Harbin, small: Xiangfang 230110 down to two communities, and Nangang 230103 beside it. By code."""
    made: dict[str, Area] = {}
    for code, name, level in PLACES:
        parent = next((made[code[:n]] for n in range(len(code) - 1, 0, -1) if code[:n] in made), None)
        lineage = {**(parent.lineage if parent else {}), level: code}
        made[code] = Area.objects.create(code=code, name=name, level=level, parent=parent, lineage=lineage)
    return made


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Makes somebody: person("li", Role.GRID, on=area). Without a role: may log in, and nothing more."""

    def make(username: str, role: str = "", *, on: Any = None, **fields: Any) -> Any:
        user = get_user_model().objects.create_user(username, password=f"demo-{username}", **fields)
        if role:
            grant(user, role, on)
        return user

    return make


@pytest.fixture
def operator(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Takes calls and runs every request of Xiangfang; sees nothing of the districts beside it."""
    return person("operator", Role.OPERATOR, on=areas[DISTRICT])


@pytest.fixture
def neighbour(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """The operator of Nangang: may do all that `operator` may, but nothing of it in Xiangfang."""
    return person("neighbour", Role.OPERATOR, on=areas[NEIGHBOUR_DISTRICT])


@pytest.fixture
def grid(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Grid worker of one community of Xiangfang: its residents, its jobs, its register; not the community beside it."""
    return person("grid", Role.GRID, on=areas[COMMUNITY])


@pytest.fixture
def medic(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Community health of the same community: answers and judges its requests."""
    return person("medic", Role.MEDIC, on=areas[COMMUNITY])


@pytest.fixture
def supervisor(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Supervises Xiangfang: its escalations, its reports, and what an operator may do."""
    return person("supervisor", Role.SUPERVISOR, on=areas[DISTRICT])


@pytest.fixture
def city(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Supervises all of Harbin: the last step of every ladder."""
    return person("city", Role.SUPERVISOR, on=areas[CITY])


@pytest.fixture
def auditor(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Reads everything in Harbin, the journal included, masked; changes nothing."""
    return person("auditor", Role.AUDITOR, on=areas[CITY])


@pytest.fixture
def admin(areas: dict[str, Area], person: Callable[..., Any]) -> Any:
    """Staffs Harbin: accounts, roles, places, packs. Sees no resident."""
    return person("admin", Role.ADMIN, on=areas[CITY], is_staff=True)


@pytest.fixture
def nobody(person: Callable[..., Any]) -> Any:
    """Has an account and no role: sees only pages about oneself."""
    return person("nobody")


@pytest.fixture
def hospital(areas: dict[str, Area]) -> Any:
    """Xiangfang People's Hospital, where `desk` works."""
    return apps.get_model("hospitals", "Hospital").objects.create(name="香坊区人民医院", area=areas[DISTRICT])


@pytest.fixture
def fleet(areas: dict[str, Area]) -> Any:
    """The fleet of Xiangfang, of `dispatcher` and `driver`."""
    return apps.get_model("transport", "Fleet").objects.create(name="香坊保障车队", area=areas[DISTRICT])


@pytest.fixture
def checkpoint(areas: dict[str, Area]) -> Any:
    """The gate of the community, where `gate` stands."""
    return apps.get_model("transport", "Checkpoint").objects.create(name="安埠社区卡口", area=areas[COMMUNITY])


@pytest.fixture
def desk(hospital: Any, person: Callable[..., Any]) -> Any:
    """Answers for one hospital: accepts, receives, reports places; sees only who is sent there."""
    return person("desk", Role.DESK, on=hospital)


@pytest.fixture
def dispatcher(fleet: Any, person: Callable[..., Any]) -> Any:
    """Assigns the vehicles and drivers of one fleet to its trips."""
    return person("dispatcher", Role.DISPATCHER, on=fleet)


@pytest.fixture
def driver(fleet: Any, person: Callable[..., Any]) -> Any:
    """Drives for one fleet; sees the trips that carry the driver's own name."""
    return person("driver", Role.DRIVER, on=fleet)


@pytest.fixture
def gate(checkpoint: Any, person: Callable[..., Any]) -> Any:
    """Stands at one checkpoint: reads passes, logs who goes out and comes back."""
    return person("gate", Role.GATE, on=checkpoint)
