"""The staff of the demo: the log-ins of the contract, and colleagues who are met in the journal but cannot log in."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from cases.demo.places import CITY, DISTRICT, NEIGHBOUR
from hospitals.models import Hospital
from portal.access.roles import Role
from portal.access.services import grant
from portal.accounts.models import User
from portal.areas.models import Area
from transport.models import Checkpoint, Driver, Fleet

HOME = "230110011001"  # 幸福社区 of 安乐街道: the community of `grid`, `medic` and `gate`
DESK = "哈尔滨市香坊区人民医院"
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"

# The log-ins of the contract: name, how colleagues address them, role, and where it is held.
LOG_INS = (
    ("operator", "王话务员", Role.OPERATOR, DISTRICT),
    ("neighbour", "李话务员", Role.OPERATOR, NEIGHBOUR),
    ("grid", "刘网格员", Role.GRID, HOME),
    ("medic", "孙医生", Role.MEDIC, HOME),
    ("squad", "韩主任", Role.MEDIC, DISTRICT),
    ("desk", "周护士长", Role.DESK, ""),
    ("dispatcher", "吴调度员", Role.DISPATCHER, DISTRICT),
    ("driver", "郑师傅", Role.DRIVER, ""),
    ("gate", "冯值守员", Role.GATE, ""),
    ("supervisor", "陈主任", Role.SUPERVISOR, DISTRICT),
    ("city", "徐处长", Role.SUPERVISOR, CITY),
    ("auditor", "宋审计员", Role.AUDITOR, CITY),
    ("admin", "何管理员", Role.ADMIN, CITY),
)
PASSWORD = "demo-{}"  # noqa: S105 (printed by `make run`, and only there under DEMO)
OPERATORS = 6


def log_in_names() -> list[str]:
    return [name for name, *_rest in LOG_INS]


@dataclass(slots=True)
class Cast:
    """Who acts in the story of the day, by where they work."""

    log_ins: dict[str, User] = field(default_factory=dict)
    operators: list[User] = field(default_factory=list)
    grids: dict[str, User] = field(default_factory=dict)  # by community
    medics: dict[str, User] = field(default_factory=dict)  # by community or street
    desks: dict[int, User] = field(default_factory=dict)  # by hospital
    gates: dict[str, tuple[Checkpoint, User]] = field(default_factory=dict)  # by community

    def operator_of(self, area_id: str) -> User:
        return self.operators[0] if area_id.startswith(DISTRICT) else self.log_ins["neighbour"]

    def medic_of(self, area_id: str) -> User:
        return self.medics.get(area_id) or self.medics.get(area_id[:9]) or self.operator_of(area_id)

    def grid_of(self, area_id: str) -> User:
        """The grid worker of a community; where the demo has none, the centre records what it hears by telephone."""
        return self.grids.get(area_id) or self.operator_of(area_id)


def hashed_passwords() -> list[Future[str]]:
    """The hashes, begun now and fetched later: they are slow by design and leave the interpreter free meanwhile."""
    pool = ThreadPoolExecutor(1)
    hashes = [pool.submit(make_password, PASSWORD.format(name)) for name in log_in_names()]
    pool.shutdown(wait=False)
    return hashes


def hire_log_ins(hashes: list[Future[str]]) -> dict[str, User]:
    """The accounts of the contract, with their passwords and those of their roles that are held on areas."""
    users = [
        User(username=name, display_name=title, password=hashed.result(), is_staff=role == Role.ADMIN)
        for (name, title, role, _area), hashed in zip(LOG_INS, hashes, strict=True)
    ]
    User.objects.bulk_create(users)
    areas = Area.objects.in_bulk([code for *_rest, code in LOG_INS if code])
    for user, (_name, _title, role, code) in zip(users, LOG_INS, strict=True):
        if code:
            grant(user, role, areas[code])
    return {user.username: user for user in users}


class Colleagues:
    """Hires people who are met in the journal and on rosters, and cannot log in: their passwords are unusable."""

    def __init__(self) -> None:
        self.count = 0

    def hire(self, role: Role, title: str, on: Model) -> User:
        self.count += 1
        title = SURNAMES[self.count % len(SURNAMES)] + title
        user = User(username=f"demo-{role}-{self.count:03d}", display_name=title)
        user.set_unusable_password()
        user.save()
        grant(user, role, on)
        return user


def hire_everybody(communities: list[Area], log_ins: dict[str, User]) -> Cast:
    """Staffs the district: its centre, `communities` with their streets, every hospital's desk, gates and drivers."""
    colleagues, cast = Colleagues(), Cast(log_ins=log_ins)
    district = Area.objects.get(pk=DISTRICT)
    cast.operators = [log_ins["operator"]]
    cast.operators += [colleagues.hire(Role.OPERATOR, "话务员", district) for _ in range(OPERATORS - 1)]
    for street in Area.objects.filter(parent=district):
        cast.medics[street.pk] = colleagues.hire(Role.MEDIC, "医生", street)
    cast.grids[HOME], cast.medics[HOME] = log_ins["grid"], log_ins["medic"]
    for community in communities:
        _staff_community(community, colleagues, cast)
    for hospital in Hospital.objects.all():
        is_own = hospital.name == DESK
        cast.desks[hospital.pk] = log_ins["desk"] if is_own else colleagues.hire(Role.DESK, "护士", hospital)
        if is_own:
            grant(log_ins["desk"], Role.DESK, hospital)
    _seat_drivers(colleagues, log_ins)
    return cast


def _staff_community(community: Area, colleagues: Colleagues, cast: Cast) -> None:
    if community.pk not in cast.grids:
        cast.grids[community.pk] = colleagues.hire(Role.GRID, "网格员", community)
    checkpoint = Checkpoint.objects.filter(area=community).first()
    if checkpoint is None:
        return
    if community.pk == HOME:
        grant(cast.log_ins["gate"], Role.GATE, checkpoint)
        cast.gates[HOME] = (checkpoint, cast.log_ins["gate"])
    else:
        cast.gates[community.pk] = (checkpoint, colleagues.hire(Role.GATE, "值守员", checkpoint))


def _seat_drivers(colleagues: Colleagues, log_ins: dict[str, User]) -> None:
    """Every driver has an account, for the taps in the vehicle; the first of the district's fleet is the log-in."""
    own = Fleet.objects.get(area=DISTRICT)
    grant(log_ins["dispatcher"], Role.DISPATCHER, own)
    grant(log_ins["driver"], Role.DRIVER, own)
    first = own.drivers.order_by("pk").first()
    for driver in Driver.objects.select_related("fleet").order_by("pk"):
        driver.user = log_ins["driver"] if driver == first else colleagues.hire(Role.DRIVER, "师傅", driver.fleet)
        driver.name = driver.user.display_name
        driver.save(update_fields=["user", "name"])
