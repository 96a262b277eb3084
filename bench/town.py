"""A district with its past, set-based: settled requests by the hundred thousand, and what is open today.

The rows are copies of a few that came by way of the services, with other names, places and times: so they have whatever
columns such rows have. One promise of twenty is open, two on each open request; every settled request has three.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

from bench.ground import make_ground, one_request
from cases.models import Case
from portal.areas.models import Area
from portal.audit.models import Entry
from portal.commitments.models import Commitment, Segment
from portal.privacy import seals

STREETS, COMMUNITIES = 10, 10
DISTRICT = "230110"
NEIGHBOUR = "230111"
OPEN_SHARE = 20
CLOCKS_OPEN, CLOCKS_SETTLED = 2, 3
RESIDENTS = 200  # whose names the copies carry: a sealed name opens in its own row only

# Of the open requests: their steps, who is a dialysis patient, and of how many one is late, paused or the operator's.
# Of the first few more are: so every tab lists a page of them in a town of any size, and what is compared is the size.
MORE = 120  # of which half are in the operator's district
LATE = f"(n %% 50 = 0 OR n <= {MORE})"
PAUSED = f"(n > {MORE} AND (n %% 60 = 1 OR n <= {2 * MORE}))"
OWNED = f"(n %% 500 = 0 OR n <= {MORE})"
DIALYSIS = f"(n %% 10 = 0 OR n <= {MORE})"
ARRANGED = f"(n %% 7 = 6 OR n <= {MORE})"
STATE = (
    f"CASE WHEN {ARRANGED} THEN 'arranged' ELSE (ARRAY['received', 'received', 'answered', 'judged'])[1 + n %% 4] END"
)
GROUPS = f"CASE WHEN {DIALYSIS} THEN ARRAY['dialysis'] ELSE '{{}}' END"
DUE = f"""CASE WHEN {LATE} THEN now() - interval '1 second' * (1 + n %% 3000)
              ELSE now() + interval '1 second' * (60 + (n * 7919) %% 86400) END"""

# One of a list that goes round with n; by a large odd step, so that places and residents do not go in step.
PERSON = "(%(people)s::uuid[])[1 + (n * 7919) %% cardinality(%(people)s::uuid[])]"
AREA = "(%(areas)s::text[])[1 + (n * 104729) %% cardinality(%(areas)s::text[])]"

SAY = """
UPDATE {table} SET {column} = said.words
FROM unnest(%(ids)s::uuid[], %(words)s::bytea[]) AS said (id, words) WHERE {table}.id = said.id
"""


@dataclass
class Town:
    """The district; `grow_to` fills it up. Its operator sees half of what is open: the rest is the neighbour's."""

    operator: Any
    case: Case
    given: dict[str, Any]  # what the statements draw from
    is_open: int = 0
    settled: int = 0

    def grow_to(self, commitments: int) -> None:
        """`commitments` promises in all, one of twenty open; then statistics as after a night's vacuum."""
        is_open = commitments // OPEN_SHARE // CLOCKS_OPEN
        settled = (commitments - is_open * CLOCKS_OPEN) // CLOCKS_SETTLED
        _add_settled(self.case, self.given, self.settled + 1, settled)
        _add_open(self.case, self.given, self.is_open + 1, is_open)
        self.is_open, self.settled = is_open, settled
        vacuum()


def make_town() -> Town:
    operator = make_ground()
    areas = make_places()
    requests = [one_request(operator, number=number) for number in range(RESIDENTS)]
    people = [request.person_id for request in requests]
    return Town(operator, requests[0], {"people": people, "areas": areas, "owner": operator.pk})


def make_places() -> list[str]:
    """Streets and communities of the district and of the one beside it; returns the communities' codes."""
    codes = []
    for district in (DISTRICT, NEIGHBOUR):
        _place(district, "district", "2301")
        for street in range(1, STREETS + 1):
            _place(f"{district}{street:03}", "street", district)
            for community in range(1, COMMUNITIES + 1):
                codes.append(f"{district}{street:03}{community:03}")
                _place(codes[-1], "community", f"{district}{street:03}")
    return codes


def _place(code: str, level: str, parent: str) -> None:
    lineage = {**Area.objects.get(pk=parent).lineage, level: code}
    Area.objects.get_or_create(
        code=code, defaults={"name": code, "level": level, "parent_id": parent, "lineage": lineage}
    )


def _add_settled(case: Case, given: dict[str, Any], first: int, last: int) -> None:
    """Requests of the past months, each answered, judged and arranged in time, with a line in the journal."""
    about = {"number": "'S-' || n", "area_id": AREA}
    multiply(
        case, given, first, last, **about, id="md5('s' || n)::uuid", state="'archived'", person_id=PERSON,
        groups=GROUPS, related_to_id="NULL", finished_at=_past("2 hours"), occurred_at=_past("0"),
        created_at=_past("0"), updated_at=_past("3 hours"),
    )  # fmt: skip
    clock = Commitment.objects.filter(number=case.number).order_by("pk")[0]
    for place, kind in enumerate(("case.answer", "case.judge", "case.arrange")):
        multiply(
            clock, given, first, last, **about, kind=f"'{kind}'", subject_id="md5('s' || n)::uuid",
            started_at=_past("0"), due_at=_past(f"{place + 1} hours"), cap_at=_past("24 hours"), next_due_at="NULL",
            kept_at=_past(f"{20 + 30 * place} minutes"),
        )  # fmt: skip
    entry = Entry.objects.filter(number=case.number).order_by("at")[0]
    multiply(
        entry, given, first, last, **about, id="md5('e' || n)::uuid", subject_id="md5('s' || n)", at=_past("0")
    )  # fmt: skip


def _add_open(case: Case, given: dict[str, Any], first: int, last: int) -> None:
    """Today's: due in the course of a day, some late, some paused, some of dialysis patients, a few the operator's."""
    about = {"number": "'B-' || n", "area_id": AREA}
    multiply(
        case, given, first, last, **about, id="md5('c' || n)::uuid", state=STATE, person_id=PERSON, groups=GROUPS,
        related_to_id="id", owner_id=f"CASE WHEN {OWNED} THEN %(owner)s END",
    )  # fmt: skip
    say(Case, "description", ids_of("c", first, last), "需要配药")
    clock = Commitment.objects.filter(number=case.number).order_by("pk")[0]
    paused = f"CASE WHEN {PAUSED} THEN now() - interval '5 minutes' END"
    for kind, later in (("case.judge", "0"), ("case.arrange", "1 hour")):
        due = f"({DUE} + interval '{later}')"
        multiply(
            clock, given, first, last, **about, kind=f"'{kind}'", subject_id="md5('c' || n)::uuid",
            started_at="now() - interval '1 day'", due_at=due, cap_at="NULL",
            next_due_at=f"CASE WHEN {due} > now() THEN {due} END", paused_at=paused,
        )  # fmt: skip


def ids_of(letter: str, first: int, last: int) -> list[UUID]:
    """The keys of copies, as their statements make them."""
    return [UUID(hashlib.md5(f"{letter}{n}".encode()).hexdigest()) for n in range(first, last + 1)]


def say(model: type[models.Model], name: str, ids: list[UUID], text: str) -> None:
    """A sealed text of copies, sealed for each row as saving them one by one would do."""
    field = model._meta.get_field(name)
    words = [seals.seal(text, field.place(model(id=pk))) for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute(SAY.format(table=model._meta.db_table, column=name), {"ids": ids, "words": words})


def multiply(row: models.Model, given: dict[str, Any], first: int, last: int, **columns: str) -> None:
    """Copies of a row, whose columns are taken over but for those given as SQL; `n` counts from `first` to `last`."""
    made_by_itself = (models.AutoField, models.GeneratedField)
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, made_by_itself)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(columns.get(field.column, f'"{field.column}"') for field in fields)
    table, key = row._meta.db_table, row._meta.pk.column
    source = f"{table}, generate_series(%(first)s::bigint, %(last)s) n WHERE {key} = %(row)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}",
            {**given, "first": first, "last": last, "row": row.pk},
        )


def vacuum() -> None:
    tables = ", ".join(model._meta.db_table for model in (Case, Commitment, Segment, Entry))
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")


def _past(later: str) -> str:
    """An instant in the last ninety days, the same for all that belongs to request n, and so much later."""
    return f"(now() - interval '1 day' - interval '1 second' * (n %% 7776000) + interval '{later}')"
