"""Residents whom two people entered: misheard names and slipped digits, as registers have them, and the suspicions."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cases.demo.residents import Resident
from cases.models import Person, RegisterEntry
from cases.services.suspecting import look_for_duplicates
from cases.services.tracing import pack_traces

# Characters that sound the same and stand in names.
SAID, HEARD = "兰秀英珍芝华香梅霞荣丽杰强军林明刚涛洋伟娟萍雨涵轩", "蓝绣瑛真枝桦湘玫侠容莉洁墙君琳名钢滔阳玮鹃平羽含宣"
MISHEARD = dict(zip(SAID, HEARD, strict=True))
MISHEARD_ONES, SLIPPED_ONES = 4, 2


def enter_twice(residents: list[Resident], *, home: str, verified_by: Any, now: datetime, rng: Random) -> int:
    """Some residents of `home` once more; returns how many pairs a look through it finds."""
    known = [resident for resident in residents if resident.area.pk == home and resident.plans]
    misheard = [resident for resident in known if MISHEARD.keys() & set(resident.name[1:])][:MISHEARD_ONES]
    slipped = [resident for resident in known if resident not in misheard][:SLIPPED_ONES]
    for resident in [*misheard, *slipped]:
        again = _misheard(resident) if resident in misheard else _slipped(resident)
        again.id = uuid.UUID(int=rng.getrandbits(128), version=4)
        again.save(force_insert=True)
        group, plan = next(iter(resident.plans.items()))
        RegisterEntry.objects.create(
            id=uuid.UUID(int=rng.getrandbits(128), version=4), person=again, group=group, area=resident.area, plan=plan,
            verified_at=now - timedelta(days=2), verified_by=verified_by,
        )  # fmt: skip
    pack_traces()
    return look_for_duplicates(home)


def _misheard(resident: Resident) -> Person:
    """Told by telephone: the name as it sounded, the right door and date, no number."""
    name = resident.name[0] + "".join(MISHEARD.get(sign, sign) for sign in resident.name[1:])
    return _person(resident, name=name, address=resident.address, birth_date=resident.born.isoformat())


def _slipped(resident: Resident) -> Person:
    """From a spreadsheet: one digit of the telephone is another."""
    phone = resident.phone[:-1] + str((int(resident.phone[-1]) + 1) % 10)
    return _person(resident, name=resident.name, phone=phone, address=resident.address)


def _person(resident: Resident, **told: Any) -> Person:
    return Person(
        area=resident.area, sex=resident.sex, birth_year=resident.born.year, groups=sorted(resident.plans)[:1],
        control=resident.control, **told,
    )  # fmt: skip
