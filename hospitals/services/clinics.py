"""Keeping the directory of online clinics and lines; a row goes out of use, it is not deleted."""

from typing import Any

from django.db import transaction

from hospitals.models import OnlineClinic
from portal.audit import services as audit


@transaction.atomic
def keep_clinic(clinic: OnlineClinic, *, by: Any) -> OnlineClinic:
    """Writes a row as it was filled in, new or known."""
    is_new = clinic.pk is None
    clinic.save()
    detail = {"clinic": clinic.pk, "kind": clinic.kind, "in_use": clinic.is_active}
    audit.record("clinic.add" if is_new else "clinic.change", by=by, area_id=clinic.area_id, detail=detail)
    return clinic
