"""Tomorrow's treatment list and a sealed building: so that nobody who opens these pages finds them empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from cases.control.lifecycle import CONTROL
from cases.demo.places import DISTRICT
from cases.demo.staff import HOME, Cast
from cases.models import ControlAct, Person, RegisterEntry
from cases.models.vocabulary import Control
from cases.services.control import draft_act
from cases.services.planning import plan_sessions
from portal.areas.models import Area
from portal.lifecycle.move import move

BASIS = "香防指令〔演示〕17号"


def plan_treatment(*, now: datetime) -> int:
    """Sessions of the next days; on whatever day the demo is opened, somebody at home is treated tomorrow."""
    tomorrow = timezone.localdate(now).isoweekday() % 7 + 1
    days = sorted((tomorrow + step - 1) % 7 + 1 for step in (0, 2, 4))
    for entry in RegisterEntry.objects.filter(group="dialysis", area=HOME, ended_at=None).order_by("pk")[:2]:
        entry.plan = {**entry.plan, "days": days}
        entry.save(update_fields=["plan"])
    return plan_sessions().new


def seal_a_building(cast: Cast, *, now: datetime) -> int:
    """The building in a controlled community where most people live, sealed for a week."""
    controlled = Person.objects.filter(area__pk__startswith=DISTRICT, control=Control.CONTROLLED)
    roofs = controlled.exclude(building_index=None).values("area_id", "building_index")
    most = roofs.annotate(count=Count("pk")).order_by("-count", "building_index").first()
    if most is None:
        return 0
    someone = controlled.filter(area=most["area_id"], building_index=most["building_index"]).earliest("pk")
    act = draft_act(
        area=Area.objects.get(pk=most["area_id"]), reach="building", control=Control.SEALED,
        address=someone.address or "", basis=BASIS, until=now + timedelta(days=7), by=cast.log_ins["operator"],
    )  # fmt: skip
    move(CONTROL, act, "confirm", by=cast.log_ins["operator"])
    return ControlAct.objects.get(pk=act.pk).changed
