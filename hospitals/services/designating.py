"""Keeping the designation matrix: a line is added, changed, ended; it never disappears, and the journal has it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from hospitals.models import Designation, Hospital
from hospitals.vocabulary import Control, Group, Need, Severity
from portal.areas.models import Area
from portal.audit import services as audit
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import database_now

LISTS: dict[str, type[TextChoices]] = {"needs": Need, "groups": Group, "controls": Control, "severities": Severity}
PLAIN = ("age_from", "age_to", "since", "until", "hours_from", "hours_to", "cite", "note")
COLUMNS = (*LISTS, *PLAIN)
# One writer at a time: lines are written before the version of the directory is, and two who each wait for what the
# other holds would wait for ever.
_LOCK = 0x6D617478  # "matx"


class LineChanged(MoveRefused):
    """Somebody else has changed the line since the caller saw it."""


@transaction.atomic
def add_line(hospital: Hospital, *, columns: Mapping[str, Any], serves: Iterable[str], by: Any) -> Designation:
    """A new line of `hospital`. `columns` has passed the form of a line; what it does not name says "any"."""
    lock_matrix()
    line = Designation(hospital=hospital, **_in_order(columns))
    line.save()
    line.serves.set(Area.objects.filter(pk__in=set(serves)))
    _journal("designation.add", line, by=by, after=told_values(line))
    return line


@transaction.atomic
def change_line(
    line: Designation, *, columns: Mapping[str, Any], serves: Iterable[str], by: Any, seen: datetime | None = None
) -> Designation:
    """Writes what differs; nothing, when nothing does. LineChanged when it is not as the caller saw it (`seen`)."""
    lock_matrix()
    line = _locked(line, seen=seen)
    before = told_values(line)
    for name, value in _in_order(columns).items():
        setattr(line, name, value)
    codes = sorted(set(serves))
    after = {**told_values(line), "serves_areas": codes}
    changed = sorted(name for name in after if after[name] != before[name])
    if changed:
        line.save()
        line.serves.set(Area.objects.filter(pk__in=codes))
        values = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
        _journal("designation.change", line, by=by, changed=changed, **values)
    return line


@transaction.atomic
def end_line(line: Designation, *, by: Any, last_day: date | None = None, seen: datetime | None = None) -> Designation:
    """From the end of `last_day` on it names nobody; without a day from this minute on. It stays to be read."""
    lock_matrix()
    line = _locked(line, seen=seen)
    if last_day is None:
        line.ended_at = database_now()
        last_day = timezone.localdate(line.ended_at)
    line.until = max(line.since, min(last_day, line.until or last_day))
    line.save()
    _journal("designation.end", line, by=by, until=line.until, at_once=line.ended_at is not None)
    return line


def lock_matrix() -> None:
    """Until the end of the transaction nobody else writes lines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def told_values(line: Designation) -> dict[str, Any]:
    """A line in what JSON and a journal can carry."""
    values = {name: _plain(getattr(line, name)) for name in COLUMNS}
    return {**values, "serves_areas": sorted(area.pk for area in line.serves.all())}


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def _in_order(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Codes in the order of their vocabulary, once each: two lines that say the same are the same."""
    ordered = {
        name: [code for code in codes.values if code in (columns.get(name) or ())] for name, codes in LISTS.items()
    }
    plain = {name: columns[name] for name in PLAIN if name in columns}
    return {**{name: ordered[name] for name in LISTS if name in columns}, **plain}


def _locked(line: Designation, *, seen: datetime | None) -> Designation:
    found = Designation.objects.select_for_update(of=("self",)).select_related("hospital").get(pk=line.pk)
    if seen is not None and found.changed_at != seen:
        raise LineChanged(_("Somebody else has changed this line meanwhile. Look at it again before you write."))
    if found.ended_at is not None:
        raise MoveRefused(_("This line has ended. Add a new one."))
    return found


def _journal(action: str, line: Designation, *, by: Any, **detail: Any) -> None:
    told = {"hospital": line.hospital_id, **detail}
    audit.record(
        action, by=by, subject_kind="designation", subject_id=line.pk, area_id=line.hospital.area_id, detail=told
    )
