"""The matching: 10,000 people in a city of 120 institutions and 1,500 designation lines, in a batch and one by one.

Ten thousand a minute are 6 ms each. The floor of a single question is what must be read afresh for it.
"""

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from datetime import time as clock
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.ground import make_ground, one_request
from cases.selectors.placing import candidates_for
from hospitals.matching import Matcher, Query, match
from hospitals.models import Designation, Hospital, Places, Slot
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area

DISTRICTS, STREETS, COMMUNITIES = 12, 10, 10
HOSPITALS, LINES = 120, 1_500
CASES, SINGLE, WHOLE = 10_000, 300, 100
TARGET = "at most 6 ms"
KINDS = ["ordinary"] * 8 + ["fever", "fever", "yellow_code", "isolation", "dialysis", "online"]
AFRESH = """
SELECT version FROM hospitals_directoryversion;
SELECT id FROM hospitals_hospital WHERE NOT is_open;
SELECT hospital_id, need, bool_or(taken < capacity) FROM hospitals_slot
WHERE ends_at > now() AND starts_at < now() + interval '24 hours' AND NOT is_closed GROUP BY 1, 2
"""


def run() -> Iterator[dict[str, Any]]:
    operator = make_ground()
    chance = random.Random(20221120)
    communities = make_city(chance)
    queries = [a_query(chance, communities) for _ in range(CASES)]
    match(queries[0])
    yield row(f"a batch of {CASES:,}", seconds_of(lambda: one_batch(queries)) / CASES * 1000, per_minute=True)
    yield row("one by one", median_ms([lambda query=query: match(query) for query in queries[:SINGLE]]), floor=floor())
    yield row(
        "one, read anew after a change",
        median_ms([lambda query=query: after_a_change(query) for query in queries[:20]]),
    )
    cases = [one_request(operator, number=number) for number in range(WHOLE)]
    yield row("a request, its policy asked", median_ms([lambda case=case: candidates_for(case) for case in cases]))


def row(case: str, value: float, *, floor: float | None = None, per_minute: bool = False) -> dict[str, Any]:
    note = f"{TARGET}; {60_000 / value:,.0f} a minute" if per_minute else TARGET
    return {"case": case, "value": value, "unit": "ms", "note": note} | ({"floor": floor} if floor else {})


def one_batch(queries: list[Query]) -> None:
    matcher = Matcher()
    for query in queries:
        matcher.match(query)


def after_a_change(query: Query) -> None:
    Designation.objects.filter(pk=Designation.objects.values("pk")[:1]).update(note="bench")
    match(query)


def floor() -> float:
    def read() -> None:
        for statement in AFRESH.split(";"):
            with connection.cursor() as cursor:
                cursor.execute(statement)
                cursor.fetchall()

    return median_ms([read] * 100)


# --- a city ----------------------------------------------------------------------------------------------------------


def make_city(chance: random.Random) -> list[str]:
    """Districts with their streets and communities, institutions with lines, places and slots. The communities."""
    areas = list(_places(chance))
    Area.objects.bulk_create(areas, ignore_conflicts=True)
    districts = [area.pk for area in areas if area.level == "district"]
    streets = [area.pk for area in areas if area.level == "street"]
    hospitals = Hospital.objects.bulk_create(_hospital(chance, number, districts) for number in range(HOSPITALS))
    lines = Designation.objects.bulk_create(_line(chance, hospitals[n % HOSPITALS]) for n in range(LINES))
    through = Designation.serves.through
    served = (chance.sample(districts + streets[:: STREETS // 2], chance.randint(1, 4)) for _line in lines)
    pairs = ((line.pk, code) for line, codes in zip(lines, served, strict=True) for code in codes)
    through.objects.bulk_create(through(designation_id=pk, area_id=code) for pk, code in pairs)
    now = timezone.now()
    Places.objects.bulk_create(
        Places(hospital=hospital, room=room, total=8, used=chance.randint(0, 8), reported_at=now)
        for hospital, room in itertools.product(hospitals, ("buffer_rescue", "buffer_ward"))
    )
    Slot.objects.bulk_create(_slots(chance, hospitals))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [area.pk for area in areas if area.level == "community"]


def _places(chance: random.Random) -> Iterator[Area]:
    for district in range(20, 20 + DISTRICTS):
        code = f"2301{district}"
        point = (45.6 + chance.random() / 3, 126.5 + chance.random() / 3)
        lineage = {"city": "2301", "district": code}
        yield Area(
            code=code,
            name=code,
            level="district",
            parent_id="2301",
            lineage=lineage,
            latitude=point[0],
            longitude=point[1],
        )
        for street in range(1, STREETS + 1):
            under = f"{code}{street:03}"
            yield Area(code=under, name=under, level="street", parent_id=code, lineage={**lineage, "street": under})
            for community in range(1, COMMUNITIES + 1):
                home = f"{under}{community:03}"
                at = (point[0] + chance.random() / 50, point[1] + chance.random() / 50)
                above = {**lineage, "street": under, "community": home}
                yield Area(
                    code=home,
                    name=home,
                    level="community",
                    parent_id=under,
                    lineage=above,
                    latitude=at[0],
                    longitude=at[1],
                )


def _hospital(chance: random.Random, number: int, districts: list[str]) -> Hospital:
    return Hospital(
        name=f"医院{number:03}",
        area_id=districts[number % len(districts)],
        kind=KINDS[number % len(KINDS)],
        also_kinds=["dialysis"] if number % 5 == 0 else [],
        latitude=45.6 + chance.random() / 3,
        longitude=126.5 + chance.random() / 3,
        is_open=number % 17 != 0,
    )


def _line(chance: random.Random, hospital: Hospital) -> Designation:
    some = lambda choices, most: chance.sample(choices.values, chance.randint(0, most))  # noqa: E731
    at_night = chance.random() < 0.15
    return Designation(
        hospital=hospital,
        needs=some(Need, 2),
        groups=some(Group, 2),
        controls=some(Control, 3),
        severities=some(Severity, 1),
        age_to=14 if chance.random() < 0.1 else None,
        since=date(2022, 1, 1),
        until=date(2022, 6, 1) if chance.random() < 0.1 else None,
        hours_from=clock(20) if at_night else None,
        hours_to=clock(8) if at_night else None,
        cite="H2",
    )


def _slots(chance: random.Random, hospitals: list[Hospital]) -> Iterator[Slot]:
    now = timezone.now()
    for hospital, hour in itertools.product(hospitals[::2], range(12)):
        begins = now + timedelta(hours=hour)
        taken = chance.randint(0, 6)
        yield Slot(
            hospital=hospital,
            need="outpatient",
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            capacity=6,
            taken=taken,
        )


def a_query(chance: random.Random, communities: list[str]) -> Query:
    kinds, prefer = chance.choice([((), ("treating", "designated", "nearest")), (("fever",), ("nearest",))])
    return Query(
        area_id=chance.choice(communities),
        need=chance.choice(Need.values),
        groups=tuple(chance.sample(Group.values, chance.randint(0, 2))),
        control=chance.choice(Control.values),
        severity=chance.choice(Severity.values),
        age=chance.choice([None, 3, 31, 67]),
        kinds=kinds,
        prefer=prefer,
        result_unknown=chance.random() < 0.3,
    )


# --- clocks ----------------------------------------------------------------------------------------------------------


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_ms(works: list[Callable[[], object]]) -> float:
    return statistics.median(seconds_of(work) for work in works) * 1000
