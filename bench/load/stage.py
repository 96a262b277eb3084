"""Sets the stage inside the copy: a register, a million promises, jobs, people with sessions. Prints JSON.

Run as `python -m bench.load.stage PROMISES REGISTER`, with the DATA_DIR of the copy in the environment.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

OPERATORS, FIELD_USERS = 200, 1_000
JOB_EVERY = 7  # of so many open requests one is arranged and has an open job (as in bench.town)
PORTION = 5_000
REGISTERS = ("dialysis", "oncology", "pregnant", "elderly", "chronic")

# As the day begins nobody is late and nothing is due within the hour: the first page shows what will be staged.
NOBODY_LATE = """
UPDATE commitments_commitment SET due_at = due_at + interval '1 day', next_due_at = due_at + interval '1 day'
WHERE runs_out_at < now() + interval '1 hour' AND number LIKE 'B-%'
"""


def set_the_stage(promises: int, register: int) -> dict[str, Any]:
    from bench.town import DISTRICT, make_town

    town = make_town()
    town.grow_to(promises)
    execute(NOBODY_LATE)
    places = [code for code in town.given["areas"] if code.startswith(DISTRICT)]
    fill_register(register, places)
    jobs = give_out_jobs(town, places)
    operators = [sitting(f"operator{n}", "operator", DISTRICT) for n in range(OPERATORS)]
    field = [sitting(f"field{n}", ("grid", "medic")[n % 2], places[n % len(places)]) for n in range(FIELD_USERS)]
    execute("ANALYZE")
    return {"operators": operators, "field": field, "requests": open_numbers(DISTRICT), "places": places, "jobs": jobs}


def fill_register(count: int, places: list[str]) -> None:
    """Residents with sealed names and telephones, each in one register, each with the promise to verify the entry."""
    from cases.models import Person, RegisterEntry
    from cases.services.freshness import promise_verification

    for first in range(0, count, PORTION):
        people = [
            Person(
                area_id=places[n % len(places)],
                name=f"台账{n}",
                phone=f"1880{n:07}",
                groups=[REGISTERS[n % len(REGISTERS)]],
            )
            for n in range(first, min(first + PORTION, count))
        ]
        Person.objects.bulk_create(people)
        promise_verification(
            RegisterEntry.objects.bulk_create(
                RegisterEntry(person=person, group=person.groups[0], area_id=person.area_id) for person in people
            )
        )


def give_out_jobs(town: Any, places: list[str]) -> dict[str, list[str]]:
    """Work in the field on arranged requests, copies of a job that the service gave out; by place and executor."""
    from bench.town import AREA, ids_of, multiply, say
    from cases.lifecycle import CASE
    from cases.models import Case, Job
    from portal.lifecycle.move import move

    case = Case.objects.get(pk=town.case.pk)
    move(CASE, case, "answer", by=town.operator, data={"channel": "phone"})
    move(CASE, case, "judge", by=town.operator, data={})
    move(CASE, case, "arrange", by=town.operator, data={})
    count = town.is_open // JOB_EVERY
    of_case = f"(n * {JOB_EVERY} - 1)"
    multiply(
        Job.objects.get(case=case), town.given, 1, count, id="md5('j' || n)::uuid",
        case_id=f"md5('c' || {of_case})::uuid", number=f"'B-' || {of_case}",
        area_id=AREA.replace("n *", f"{of_case} *"), executor="(ARRAY['medic', 'grid'])[1 + n %% 2]",
    )  # fmt: skip
    for name in ("brief", "prescription", "result"):
        say(Job, name, ids_of("j", 1, count), "")
    found: dict[str, list[str]] = {}
    for pk, area, executor in Job.objects.filter(area__in=places, state="assigned").values_list(
        "pk", "area_id", "executor"
    ):
        found.setdefault(f"{executor}@{area}", []).append(str(pk))
    return found


def sitting(name: str, role: str, area: str) -> dict[str, Any]:
    """Somebody who has logged in already: log-ins cost a quarter of a second each by design, and are not measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from portal.access.services import grant
    from portal.accounts.session import BACKEND, FACTOR, VERIFIED
    from portal.areas.models import Area

    user = get_user_model().objects.create(username=name, password="!")
    grant(user, role, Area.objects.get(pk=area))
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, FACTOR: VERIFIED})
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"session": session.session_key, "area": area, "role": role}


def open_numbers(district: str) -> list[str]:
    """Requests that were received and wait for an answer, in no order."""
    from cases.models import Case

    rows = Case.objects.filter(number__startswith="B-", area__pk__startswith=district, state="received")
    return list(rows.order_by("id").values_list("number", flat=True)[:5_000])


def execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    unlimited = {"STATEMENT_TIMEOUT": "0", "LOCK_TIMEOUT": "0", "SYNCHRONOUS_COMMIT": "off"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", **unlimited}
    import django

    django.setup()
    print(json.dumps(set_the_stage(*(int(text) for text in sys.argv[1:]))))
