"""A small Harbin with an example of everything in two districts, made by the services that would make it in life."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import (
    Absence,
    Case,
    ClosedDay,
    Contact,
    ControlAct,
    ImportBatch,
    Job,
    KeptThing,
    Merge,
    PlannedSession,
    RegisterEntry,
    SavedTab,
    Suspicion,
    Visit,
)
from cases.policies.services import activate
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
from hospitals.services import close_hospital
from portal.accounts.models import DutyShift
from portal.areas.models import Area
from portal.audit.models import Entry
from portal.commitments.models import Escalation
from portal.commitments.sweep import sweep
from portal.notices.models import Delivery, Endpoint
from tests.cast import PLACES
from tests.transport.fit import fit_driver, fit_vehicle
from tests.whole import people, stories
from tests.whole.residents import Secret
from transport.models import (
    Checkpoint,
    DayPlan,
    DispatchOrder,
    Driver,
    DriverShift,
    Enlistment,
    Fleet,
    GateLog,
    Pass,
    Trip,
    Trouble,
    Vehicle,
)

OURS, THEIRS = "230110003001", "230103001001"


@dataclass
class District:
    """One example of everything in one district, all of it about requests of its `community`."""

    community: Area
    operator: Any
    hospital: Hospital
    second_hospital: Hospital
    closed_hospital: Hospital
    fleet: Fleet
    vehicle: Vehicle
    spare_vehicle: Vehicle
    wheel: Driver
    checkpoint: Checkpoint
    shift: DutyShift
    contact: Contact
    squad: Squad
    clinic: OnlineClinic
    endpoint: Endpoint
    cases: dict[str, Case] = field(default_factory=dict)  # by what happened to them: "received", "out", "refused", …
    jobs: dict[str, Job] = field(default_factory=dict)  # by kind
    secrets: dict[str, Secret] = field(default_factory=dict)  # by number of request
    # Filled by the stories.
    closure: Closure = None
    slot: Slot = None
    booking: Booking = None
    expert: SquadMember = None
    squad_shift: SquadShift = None
    visit: Visit = None
    violation: Violation = None
    trip: Trip = None
    trouble: Trouble = None
    own_car: Trip = None
    plan: DayPlan = None
    order: DispatchOrder = None
    enlistment: Enlistment = None
    driver_shift: DriverShift = None
    shown: Pass = None
    gate_log: GateLog = None
    register: RegisterEntry = None
    suspicion: Suspicion = None
    merge: Merge = None
    drafted: Secret = None
    batch: ImportBatch = None
    tab: SavedTab = None
    absence: Absence = None
    thing: KeptThing = None
    session: PlannedSession = None
    act: ControlAct = None
    draft_of_control: ControlAct = None
    closed_day: ClosedDay = None
    escalation: Escalation = None
    delivery: Delivery = None
    journal: Entry = None


@dataclass
class World:
    areas: dict[str, Area]
    people: dict[str, Any]
    ours: District
    theirs: District

    @property
    def districts(self) -> list[District]:
        return [self.ours, self.theirs]

    @property
    def secrets(self) -> list[Secret]:
        return [secret for district in self.districts for secret in district.secrets.values()]


def build() -> World:
    """1. The places, the accounts, the institutions. 2. Who may do what. 3. What happened. 4. What became late."""
    areas = _areas()
    activate("harbin-2022-04", area=areas["2301"])
    everybody = people.everybody()
    ours = _district(areas[OURS], operator=everybody["operator"], at_wheel=everybody["driver"])
    theirs = _district(areas[THEIRS], operator=everybody["neighbour"], at_wheel=everybody["next_driver"])
    world = World(areas, everybody, ours, theirs)
    people.hold_areas(everybody, world)
    people.hold_things(everybody, world)
    stories.live_through(ours, desk=everybody["desk"], gate=everybody["gate"], in_full=True)
    stories.live_through(theirs, desk=everybody["next_desk"], gate=everybody["next_gate"], in_full=False)
    sweep()
    for district in world.districts:
        _note_what_became_of_it(district)
    return world


def _areas() -> dict[str, Area]:
    made: dict[str, Area] = {}
    for code, name, level in PLACES:
        parent = next((made[code[:n]] for n in range(len(code) - 1, 0, -1) if code[:n] in made), None)
        lineage = {**(parent.lineage if parent else {}), level: code}
        made[code] = Area.objects.create(code=code, name=name, level=level, parent=parent, lineage=lineage)
    return made


def _district(community: Area, *, operator: Any, at_wheel: Any) -> District:
    district, now = Area.objects.get(pk=community.lineage["district"]), timezone.now()
    fleet = Fleet.objects.create(name=f"{district}保障车队", area=district, phone="0451-1")
    return District(
        community=community,
        operator=operator,
        hospital=_hospital(f"{district}人民医院", district),
        second_hospital=_hospital(f"{district}第二医院", district),
        closed_hospital=_hospital(f"{district}第三医院", district, is_designated=False),
        fleet=fleet,
        vehicle=_vehicle(fleet, "1"),
        spare_vehicle=_vehicle(fleet, "2"),
        wheel=Driver.objects.create(**fit_driver(fleet=fleet, user=at_wheel, name="王师傅")),
        checkpoint=Checkpoint.objects.create(name=f"{community}卡口", area=community),
        shift=DutyShift.objects.create(
            area=community, person=operator, phone="0451-2", starts_at=now, ends_at=now + timedelta(hours=8)
        ),
        squad=Squad.objects.create(area=district, name=f"{district}会诊小分队", phone="0451-4"),
        clinic=OnlineClinic.objects.create(area=district, name=f"{district}互联网医院", url="https://example.org/"),
        contact=Contact.objects.create(area=community, role="medical_team", name="医疗队", phone="0451-3"),
        endpoint=Endpoint.objects.create(name=f"{district}", area=district, url="https://example.org/", secret="s"),
    )


def _hospital(name: str, district: Area, *, is_designated: bool = True) -> Hospital:
    made = Hospital.objects.create(name=name, area=district, also_kinds=["dialysis", "fever"])
    if is_designated:
        Designation.objects.create(hospital=made, since=timezone.localdate()).serves.add(district)
    return made


def _vehicle(fleet: Fleet, number: str) -> Vehicle:
    plate = f"黑{fleet.pk}{number}"
    return Vehicle.objects.create(**fit_vehicle(fleet=fleet, plate=plate, last_disinfected_at=timezone.now()))


def _note_what_became_of_it(district: District) -> None:
    code, now = district.community.pk, timezone.now()
    district.slot = Slot.objects.create(
        hospital=district.hospital, starts_at=now, ends_at=now + timedelta(hours=1), capacity=2
    )
    district.closure = close_hospital(district.closed_hospital, reason="infection", by=district.operator)
    district.escalation = Escalation.objects.filter(commitment__area=code).earliest("pk")
    Delivery.objects.filter(endpoint=district.endpoint).update(state="dead", settled_at=timezone.now(), attempts=20)
    district.delivery = Delivery.objects.filter(endpoint=district.endpoint).earliest("pk")
    district.journal = Entry.objects.filter(area=code, action="privacy.reveal").earliest("at")
    for case in district.cases.values():
        case.refresh_from_db()
