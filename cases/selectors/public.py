"""What everybody may know without logging in (H5): lines and designated hospitals, from the data of the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.matching import Query, match
from hospitals.models import Hospital, OnlineClinic
from hospitals.vocabulary import Control, Group, Kind, Need
from portal.accounts.models import DutyShift
from portal.accounts.selectors.roster import shifts_at
from portal.areas.models import Area, Level

# Numbers of the whole country.
EMERGENCY = [("120", _("Medical emergency")), ("12345", _("Government service line")), ("12320", _("Health line"))]
SHOWN = 3  # hospitals for each need


@dataclass(frozen=True, slots=True)
class Line:
    area: Area
    phones: list[str]


@dataclass(frozen=True, slots=True)
class ForNeed:
    """A need in everyday words, and who receives for it."""

    label: Any
    hospitals: list[Hospital]


# What people look for, as the question that it puts to the matching.
QUESTIONS: list[tuple[Any, dict[str, Any]]] = [
    (_("Emergency"), {"need": Need.EMERGENCY, "severity": "critical"}),
    (_("Fever"), {"need": Need.OUTPATIENT, "kinds": (Kind.FEVER,)}),
    (_("Sealed or controlled area: outpatient visit"), {"need": Need.OUTPATIENT, "control": Control.SEALED}),
    (_("Dialysis"), {"need": Need.TREATMENT_SESSION, "groups": (Group.DIALYSIS,)}),
    (_("Radiotherapy and chemotherapy"), {"need": Need.TREATMENT_SESSION, "groups": (Group.ONCOLOGY,)}),
    (_("Pregnancy and birth"), {"need": Need.OUTPATIENT, "groups": (Group.PREGNANT,)}),
    (_("Newborns and children"), {"need": Need.OUTPATIENT, "groups": (Group.CHILD,)}),
]


def lines_of(area: Area) -> list[Line]:
    """Who answers now, from the community up to the city. One query for the shifts, one for the places."""
    codes = list(area.lineage.values())
    phones: dict[str, list[str]] = {}
    shifts: QuerySet[DutyShift] = shifts_at(timezone.now()).filter(area__in=codes)
    for shift in shifts:
        known = phones.setdefault(shift.area_id, [])
        if shift.phone not in known:
            known.append(shift.phone)
    places = Area.objects.in_bulk(codes)
    return [Line(places[code], phones[code]) for code in sorted(codes, key=len, reverse=True) if code in phones]


def hospitals_by_need(area: Area) -> list[ForNeed]:
    """The first in rank for each need, as an operator would be shown; closed ones never."""
    found = []
    for label, question in QUESTIONS:
        ranked = [one.hospital for one in match(Query(area_id=area.pk, **question)) if not one.excluded]
        if ranked:
            found.append(ForNeed(label, ranked[:SHOWN]))
    return found


def online_care(area: Area) -> QuerySet[OnlineClinic]:
    """Online clinics and telephone lines of the area and of all above it."""
    return OnlineClinic.objects.filter(area__in=list(area.lineage.values())).select_related("hospital")


def districts() -> QuerySet[Area]:
    return Area.objects.filter(level=Level.DISTRICT).select_related("parent")


def below(area: Area) -> QuerySet[Area]:
    """The next places down, to choose from."""
    return area.children.exclude(level=Level.GRID)
