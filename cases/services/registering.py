"""台账: putting a resident into the register of a special group, and keeping what stands there true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Person, RegisterEntry
from cases.models.vocabulary import Control, Group
from cases.registers.columns import BY_NAME, PERSON, PLAN
from cases.registers.medicines import until_of
from cases.services.ageing import deliver
from cases.services.freshness import renew_verification
from cases.services.people import Identity, find_or_enter_person, find_person
from hospitals.models import Hospital
from portal.audit import services as audit
from portal.lifecycle.errors import InvalidInput

# What may be emptied of a resident, and how that is kept; nothing said about the others changes nothing.
EMPTIED: dict[str, str | None] = {"language": "", "guardian_name": None, "guardian_phone": None}


@transaction.atomic
def enter_in_register(
    identity: Identity,
    *,
    area_id: str,
    group: str,
    by: Any,
    control: str = "",
    plan: dict[str, Any] | None = None,
    treating_hospital: Hospital | None = None,
    note: str = "",
    values: Mapping[str, Any] | None = None,
) -> RegisterEntry:
    """One entry a resident and group: entered, or brought up to date and thereby verified. Journalled.

    `control`: empty, what is known stays. `values`: fields of cases.registers.needs by name.
    """
    known = find_person(identity)
    control = control or (known.control if known else Control.NONE)
    person = find_or_enter_person(identity, area_id=area_id, groups=[group], control=control)
    entry, is_new = (
        RegisterEntry.objects.current()
        .select_for_update()
        .get_or_create(person=person, group=group, defaults={"area_id": area_id})
    )
    told = {**{name: value for name, value in (plan or {}).items() if name in BY_NAME}, **(values or {})}
    if treating_hospital:
        told["treating_hospital_id"] = treating_hospital.pk
    if note:
        told["note"] = note
    changed = _apply(entry, told)
    if entry.area_id != area_id:
        entry.area_id, changed = area_id, [*changed, "area"]
    _save(entry, changed=bool(changed or is_new), by=by)
    audit.record(
        "register.enter" if is_new else "register.edit",
        by=by, subject_kind="register", subject_id=entry.pk, area_id=area_id,
        detail={"group": group, "changed": changed},
    )  # fmt: skip
    return entry


@transaction.atomic
def edit_entry(entry: RegisterEntry, *, values: Mapping[str, Any], by: Any, seen: str | None = None) -> list[str]:
    """Writes what differs and counts as a look: kept, and promised again. Returns the names of what changed.

    `values`: fields by name; None empties one. `seen`: the version that the writer had before them; another one by now
    is refused with InvalidInput, so that nobody's change is overwritten unseen.
    """
    locked = RegisterEntry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    if locked.ended_at is not None:
        raise InvalidInput(_("This entry has ended; enter the resident anew."), fields={})
    locked.person = Person.objects.select_for_update().get(pk=locked.person_id)
    if seen is not None and seen != version_of(locked):
        text = _("Somebody changed this entry after you had opened it. What you typed is here: save again to keep it.")
        raise InvalidInput(text, fields={})
    changed = _apply(locked, values)
    _save(locked, changed=bool(changed), by=by)
    audit.record(
        "register.edit" if changed else "register.verify",
        by=by, subject_kind="register", subject_id=locked.pk, area_id=locked.area_id,
        detail={"group": locked.group, "changed": changed} if changed else {"group": locked.group, "unchanged": True},
    )  # fmt: skip
    if locked.group == Group.PREGNANT and "delivered" in changed and _is_past(locked.plan.get("delivered")):
        deliver(locked, by=by)
    return changed


def version_of(entry: RegisterEntry) -> str:
    """Changes whenever the entry or its resident does; says nothing about them."""
    moments = (entry.changed_at or entry.created_at, entry.person.updated_at)
    return "-".join(f"{moment.timestamp():.6f}" for moment in moments)


def _apply(entry: RegisterEntry, values: Mapping[str, Any]) -> list[str]:
    """Sets on the entry, its plan and its resident what differs; returns the names."""
    changed = [name for name, value in values.items() if _set(entry, name, value)]
    if "medicines" in changed:
        until = until_of(entry.medicines)
        _set(entry, "medicine_until", until.isoformat() if until else None)
    return changed


def _set(entry: RegisterEntry, name: str, value: Any) -> bool:
    belongs = BY_NAME[name].belongs
    if belongs == PLAN:
        return _set_in_plan(entry, name, value)
    thing = entry.person if belongs == PERSON else entry
    if value is None and belongs == PERSON:
        if name not in EMPTIED:
            return False
        value = EMPTIED[name]
    before = getattr(thing, name)
    if before == value or (before in (None, "") and value in (None, "")):
        return False
    setattr(thing, name, value)
    return True


def _set_in_plan(entry: RegisterEntry, name: str, value: Any) -> bool:
    if entry.plan.get(name) == value:
        return False
    entry.plan = {key: kept for key, kept in {**entry.plan, name: value}.items() if kept is not None}
    return True


def _save(entry: RegisterEntry, *, changed: bool, by: Any) -> None:
    """The entry, what its resident's own row repeats of it, and the next look."""
    now = timezone.now()
    entry.verified_at, entry.verified_by = now, by
    if changed:
        entry.changed_at = now
    entry.save()
    if changed:
        entry.person.treating_hospital_id = entry.treating_hospital_id or entry.person.treating_hospital_id
        entry.person.save()
    renew_verification([entry], by=by)


def _is_past(day: str | None) -> bool:
    return bool(day) and str(day) <= timezone.localdate().isoformat()
