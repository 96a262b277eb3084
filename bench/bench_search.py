"""Finding people among 500,000 whose rows are sealed: p95 of each kind of search, in a whole city and in a district."""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from bench.ground import make_ground
from cases.demo.identities import given_name, surname
from cases.models import Person
from cases.selectors.finding import found_people
from cases.selectors.traced import people_found
from cases.services.suspecting import look_for_duplicates
from cases.services.tracing import pack_traces
from portal.access.roles import Role
from portal.access.services import grant
from portal.areas.models import Area
from portal.privacy.index import blind_index
from portal.privacy.seals import place, seal

PEOPLE = 500_000
DISTRICTS, COMMUNITIES = 10, 50  # of a city; of a district
RUNS = 40
SEALED = ("name", "phone", "address", "birth_date")
INDEXED = [field for field in Person._meta.concrete_fields if getattr(field, "domain", "") not in ("", "id")]
CLEAR = {
    "sex": "female", "groups": [], "control": "none", "mobility": "walks", "needs_companion": False,
    "needs_oxygen": False, "language": "",
}  # fmt: skip
QUESTIONS = {
    "a whole name": ["王桂兰", "李建国", "赵雨桐", "牟秀英"],
    "part of a name": ["桂兰", "秀英", "雨桐"],
    "pinyin": ["wangguilan", "guilan", "li jianguo"],
    "initials": ["wgl", "ljg", "muxy"],
    "last four digits": ["0452", "7788", "1234"],
    "part of an address": ["安发街77号", "红街 120号 3单元", "通街5号"],
    "initials and last four": ["wgl 0452", "ljg 7788"],
    "nobody": ["欧阳翠翠", "oycc", "安安路9号"],
}


def run() -> Iterator[dict[str, Any]]:
    make_ground()
    codes = places()
    write_people(codes)
    rate = PEOPLE / seconds_of(pack_traces)
    yield {"case": "packing what searches read", "value": rate, "unit": "residents/s"}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_person, cases_traceblock, cases_persontrace")
    by_index = p95([by_equality] * RUNS)
    for where, code in (("city of 500,000", "2301"), ("district of 50,000", codes[0][:6])):
        user = operator_of(code)
        for kind, texts in QUESTIONS.items():
            searches = [partial(people_found, user, text, at_most=200) for text in texts]
            most = max(len(search().people) for search in searches)
            note = f"{most} found; floor: one whole name by its blind index"
            value = p95(searches * (RUNS // len(searches)))
            yield {"case": f"{kind}, {where}", "value": value, "unit": "ms p95", "floor": by_index, "note": note}
        shown = p95([partial(found_people, user, "wgl")] * RUNS)
        yield {"case": f"initials with 50 rows opened, {where}", "value": shown, "unit": "ms p95"}
    took = seconds_of(lambda: look_for_duplicates(codes[0][:6]))
    yield {"case": "looking for duplicates, district of 50,000", "value": took, "unit": "s"}


def by_equality() -> None:
    list(Person.objects.filter(name_index=blind_index("name", "牟秀英")).values_list("pk", flat=True)[:50])


def p95(works: list[Callable[[], Any]]) -> float:
    works[0]()
    return statistics.quantiles([seconds_of(work) for work in works], n=20)[-1] * 1000


def seconds_of(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# --- ground ----------------------------------------------------------------------------------------------------------


def operator_of(code: str) -> Any:
    user = get_user_model().objects.create_user(f"bench-{code}")
    grant(user, Role.OPERATOR, Area.objects.get(pk=code))
    return user


def places() -> list[str]:
    """The codes of all communities of a second, larger part of the city."""
    made: list[Area] = []
    for number in range(DISTRICTS):
        lineage = {"city": "2301"}
        for level, code in (("district", f"2301{50 + number}"), ("street", f"2301{50 + number}001")):
            parent, lineage = list(lineage.values())[-1], {**lineage, level: code}
            made.append(Area(code=code, name=code, level=level, parent_id=parent, lineage=lineage))
        for one in range(COMMUNITIES):
            code = f"{lineage['street']}{one:03}"
            own = {**lineage, "community": code}
            made.append(Area(code=code, name=code, level="community", parent_id=lineage["street"], lineage=own))
    Area.objects.bulk_create(made)
    return [area.code for area in made if area.level == "community"]


def write_people(codes: list[str]) -> None:
    """Sealed and indexed as a save would do it, and copied past the ORM, which would take four times as long."""
    rng, now = random.Random(1), datetime.now(UTC)
    names = ["id", "area_id", "birth_year", "created_at", "updated_at", *SEALED, *[f.attname for f in INDEXED], *CLEAR]
    with connection.cursor() as cursor, cursor.copy(f"COPY cases_person ({', '.join(names)}) FROM STDIN") as copy:
        for number in range(PEOPLE):
            pk, told = uuid.uuid4(), resident(rng, number)
            year = int(told["birth_date"][:4])
            sealed = [seal(told[name], place("cases_person", name, pk)) for name in SEALED]
            indexed = [blind_index(field.domain, told[field.source]) for field in INDEXED]
            copy.write_row([pk, codes[number % len(codes)], year, now, now, *sealed, *indexed, *CLEAR.values()])


def resident(rng: random.Random, number: int) -> dict[str, str]:
    born = date(1930 + rng.randrange(90), rng.randint(1, 12), rng.randint(1, 28))
    house, flat = rng.randint(1, 180), f"{rng.randint(1, 6)}单元{rng.randint(1, 7)}0{rng.randint(1, 4)}室"
    return {
        "name": surname(rng) + given_name(rng, sex=rng.choice(("female", "male")), born=born.year),
        "phone": f"164{number * 7919 % 10**8:08}",
        "address": f"{rng.choice('安通红和') + rng.choice('发乐埠旗')}街{house}号{flat}",
        "birth_date": born.isoformat(),
    }
