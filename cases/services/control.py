"""封控、解封: drafting an act of control, putting it in force over everybody it reaches, and taking it back."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cases.control.attribution import attributed
from cases.control.strictness import rank_of
from cases.models import ControlAct, Person
from cases.models.control import Reach
from cases.models.vocabulary import Control
from cases.selectors.control import acts_in_force, residents_under, residents_within, would_change
from cases.services.planning import plan_for_people
from cases.services.rejudging import tell_open_requests
from portal.areas.selectors import areas_above
from portal.audit import services as audit

if TYPE_CHECKING:
    from portal.lifecycle.table import Act

# What somebody goes back to: the latest status that nobody's act gave them, or that an act still in force did.
BEFORE = """
SELECT person.id, (
    SELECT spell.control FROM cases_controlspell spell LEFT JOIN cases_controlact act ON act.id = spell.act_id
    WHERE spell.person_id = person.id AND spell.until IS NOT NULL AND (act.id IS NULL OR act.state = 'in_force')
      AND spell.act_id IS DISTINCT FROM %(act)s
    ORDER BY spell.since DESC, spell.id DESC LIMIT 1
)
FROM unnest(%(ids)s::uuid[]) AS person (id)
"""


@transaction.atomic
def draft_act(
    *, area: Any, reach: str, control: str, by: Any, person: Person | None = None, address: str = "",
    lowers: bool = False, basis: str = "", until: Any = None, note: str = "",
) -> ControlAct:  # fmt: skip
    """Writes down what is meant. Nobody's status changes before it is confirmed. Journalled."""
    act = ControlAct.objects.create(
        number=_next_number(), area=area, reach=reach, person=person, place=address or None, control=control,
        lowers=lowers, basis=basis, until=until, note=note or None, created_by=by,
    )  # fmt: skip
    detail = {"reach": reach, "control": control, "lowers": lowers}
    audit.record(
        "control.create", by=by, subject_kind="control", subject_id=act.pk, number=act.number, area_id=area.pk,
        detail=detail,
    )  # fmt: skip
    return act


def _next_number() -> str:
    return f"K{timezone.localdate():%Y%m%d}-{secrets.token_hex(3).upper()}"


# --- effects of the moves of an act: under its lock, in one transaction --------------------------------------------


def put_in_force(act: Act) -> None:
    """1. Lock everybody who changes, in the order of their ids. 2. Change them in one statement; the database writes
    their spells. 3. Tell their open requests. 4. Plan their treatment sessions.
    """
    made = act.thing
    _one_after_the_other()
    made.confirmed_at, made.confirmed_by = act.happened_at, act.by
    made.changed = _impose(made, by=act.by)


def include_latecomers(act: Act) -> None:
    """Those who came to live there since, or whose status was weakened: the act is over them as well."""
    _one_after_the_other()
    act.thing.changed += _impose(act.thing, by=act.by)


def take_back(act: Act) -> None:
    """The end of an act and its undoing: everybody who is still under it goes back to what they were.

    To the strictest of what they were before it and what other acts in force demand. Whoever was changed since, by
    another act, a register or a request, is left as they are.
    """
    made = act.thing
    _one_after_the_other()
    made.closed_at = act.happened_at
    under = residents_under(made).select_for_update(of=("self",), no_key=True).order_by("pk")
    ids = list(under.values_list("pk", flat=True))
    for control, people in _where_to(made, ids).items():
        _set_control(Person.objects.filter(pk__in=people), control, act=made, by=act.by)
    _follow_up(ids, by=act.by)


def note_until(act: Act) -> None:
    act.thing.until = act.data["until"]


def _impose(act: ControlAct, *, by: Any) -> int:
    changing = would_change(act).select_for_update(of=("self",), no_key=True).order_by("pk")
    ids = list(changing.values_list("pk", flat=True))
    _set_control(Person.objects.filter(pk__in=ids), act.control, act=act, by=by)
    _follow_up(ids, by=by)
    return len(ids)


def _set_control(people: Any, control: str, *, act: ControlAct, by: Any) -> None:
    with attributed(act=act, by=by):
        people.update(control=control, updated_at=timezone.now())


def _follow_up(ids: Collection[UUID], *, by: Any) -> None:
    tell_open_requests(ids, by=by)
    plan_for_people(ids)


def _where_to(act: ControlAct, ids: list[UUID]) -> dict[str, list[UUID]]:
    """The status to which each goes back, as few groups: one statement for each."""
    target = dict.fromkeys(ids, str(Control.NONE)) | _before(act, ids)
    for other in _others_over(act):
        for pk in residents_within(other).filter(pk__in=ids).values_list("pk", flat=True):
            if rank_of(other.control) > rank_of(target[pk]):
                target[pk] = other.control
    grouped: dict[str, list[UUID]] = defaultdict(list)
    for pk, control in target.items():
        grouped[control].append(pk)
    return grouped


def _before(act: ControlAct, ids: list[UUID]) -> dict[UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, {"act": act.pk, "ids": ids})
        return {pk: control for pk, control in cursor.fetchall() if control}


def _others_over(act: ControlAct) -> Iterable[ControlAct]:
    """Other acts in force over this place, over one that holds it, or over one inside it."""
    above = areas_above(act.area_id)
    others = acts_in_force().exclude(pk=act.pk).exclude(reach=Reach.PERSON)
    return others.filter(area__in=above) | others.filter(area__pk__startswith=act.area_id)


def _one_after_the_other() -> None:
    """Two acts over the same people would each take away what the other gave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases_control'))")
