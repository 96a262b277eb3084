"""The desk's report of its places."""

from typing import Any

from django.db import transaction

from hospitals.models import Hospital, Places
from portal.audit import services as audit
from portal.lifecycle.impossible import explained
from portal.lifecycle.move import database_now


@explained()
@transaction.atomic
def report_places(hospital: Hospital, *, room: str, total: int, used: int, by: Any) -> Places:
    """Replaces the figures of one kind of room. Raises Impossible when more are used than there are."""
    places, _is_new = Places.objects.update_or_create(
        hospital=hospital,
        room=room,
        defaults={"total": total, "used": used, "reported_at": database_now(), "reported_by": by},
    )
    detail = {"hospital": hospital.pk, "room": room, "total": total, "used": used}
    audit.record("places.report", by=by, area_id=hospital.area_id, detail=detail)
    return places
