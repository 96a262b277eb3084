"""Keeping squads: their members and their hours, each act in the journal by ids and codes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hospitals.models import Squad, SquadMember, SquadShift
from portal.audit import services as audit
from portal.lifecycle.impossible import explained
from portal.notices import live


@transaction.atomic
def keep_squad(squad: Squad, *, serves: Any, by: Any) -> Squad:
    """Writes a squad as it was filled in, new or known. `serves`: areas; none means the whole of its own."""
    is_new = squad.pk is None
    squad.save()
    squad.serves.set(serves)
    _note("squad.add" if is_new else "squad.change", squad, by=by)
    return squad


@transaction.atomic
def keep_member(squad: Squad, *, by: Any, member: SquadMember | None = None, **said: Any) -> SquadMember:
    """`said`: name, phone, role, skill, user, is_active. Names go sealed into the row and nowhere else."""
    is_new, member = member is None, member or SquadMember(squad=squad)
    for name, value in said.items():
        setattr(member, name, value)
    member.save()
    detail = {"member": str(member.pk), "skill": member.skill, "in_use": member.is_active}
    _note("squad.member_add" if is_new else "squad.member_change", squad, by=by, **detail)
    return member


@explained()
@transaction.atomic
def put_on_duty(
    member: SquadMember, *, starts_at: datetime, ends_at: datetime, by: Any, repeat_days: int = 1
) -> list[SquadShift]:
    """The same hours on so many days in a row, all or none. Raises Impossible where the member is on duty already."""
    # One after the other: two who write shifts of one member at once would each wait for the other's row.
    SquadMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    days = [timedelta(days=day) for day in range(repeat_days)]
    shifts = [SquadShift(member=member, starts_at=starts_at + day, ends_at=ends_at + day) for day in days]
    SquadShift.objects.bulk_create(shifts)
    detail = {"member": str(member.pk), "starts_at": starts_at, "ends_at": ends_at, "days": repeat_days}
    _note("squad.duty_add", member.squad, by=by, **detail)
    return shifts


@transaction.atomic
def take_off_duty(shift: SquadShift, *, by: Any) -> None:
    detail = {"member": str(shift.member_id), "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    shift.delete()
    _note("squad.duty_remove", shift.member.squad, by=by, **detail)


def _note(action: str, squad: Squad, *, by: Any, **detail: Any) -> None:
    audit.record(action, by=by, area_id=squad.area_id, detail={"squad": squad.pk, **detail})
    live.publish("squad", area_id=squad.area_id, number="")
