"""The directory of care at a distance (H4, N5): what there is for a place, and what is open now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from hospitals.models import OnlineClinic
from portal.areas.selectors import areas_above
from portal.standing import StandingBy

Kind = OnlineClinic.Kind
LINES = (Kind.PSYCHOLOGICAL, Kind.YOUTH)
CLINICS = (Kind.CLINIC, Kind.CLOUD)


def clinics_for(*codes: str) -> QuerySet[OnlineClinic]:
    """Clinics and lines in use of these places, of all above them and of all in them."""
    return _serving(*codes).select_related("hospital", "area")


def clinics_at(code: str) -> list[OnlineClinic]:
    """The same of one place, without their hospitals: what the panel of every request in it asks."""
    return _at(code)()


def _serving(*codes: str) -> QuerySet[OnlineClinic]:
    reach = Q(area__in={above for code in codes for above in areas_above(code)})
    for code in codes:
        reach |= Q(area__pk__startswith=code)
    return OnlineClinic.objects.filter(reach, is_active=True)


_at = StandingBy(_serving)


def open_first(clinics: Collection[OnlineClinic], at: datetime) -> list[OnlineClinic]:
    """Each told whether it is open at `at` (as `.open_now`): the open ones first, the closed ones last."""
    for clinic in clinics:
        clinic.open_now = clinic.is_open(at)  # type: ignore[attr-defined]
    order = {True: 0, None: 1, False: 2}
    return sorted(clinics, key=lambda clinic: order[clinic.open_now])  # type: ignore[attr-defined]
