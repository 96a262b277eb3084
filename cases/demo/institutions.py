"""Who receives in the demo: institutions with their places, designations and slots, squads, and care at a distance."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from cases.demo.identities import office_phone
from cases.demo.places import CITY, DISTRICT
from hospitals.loading import load_hospitals
from hospitals.models import Designation, Hospital, OnlineClinic, Places, Slot, Squad
from hospitals.vocabulary import ROOMS_BY_SHIFT, Need, Shift
from portal.areas.models import Area, Level

FILES = Path(__file__).parent / "data" / "hospitals"
SLOT_DAYS = 3
SLOT = timedelta(hours=1)
SLOT_HOURS = range(8, 17)
SLOT_CAPACITY = 6
SHIFTS = ((6, 30), (11, 30), (16, 30))  # when a dialysis shift begins
SHIFT = timedelta(hours=4, minutes=30)
SQUAD_SKILLS = ("internal", "surgery", "paediatrics", "obstetrics", "critical_care", "nursing")
ALREADY_USED = 0.6  # of the beds and stations, at the beginning of the day


@cache
def details() -> dict[str, list[dict[str, Any]]]:
    return yaml.safe_load((FILES / "details.yaml").read_text(encoding="utf-8"))


def load_institutions() -> int:
    """The institutions of the notice, what the demo adds to them, and those it invents. Returns how many."""
    load_hospitals(FILES / "harbin.csv")
    known = {hospital.name: hospital for hospital in Hospital.objects.all()}
    for row in details()["known"]:
        _describe(known[row["name"]], row)
    for row in details()["invented"]:
        _describe(Hospital(name=row["name"], source="演示数据，并无此机构"), row)
    for number, hospital in enumerate(Hospital.objects.order_by("pk"), start=1):
        Hospital.objects.filter(pk=hospital.pk).update(phone=office_phone(1000 + number))
    _designate()
    return Hospital.objects.count()


def _describe(hospital: Hospital, row: dict[str, Any]) -> None:
    hospital.area_id = row.get("area", hospital.area_id)
    hospital.kind = row.get("kind", hospital.kind)
    hospital.also_kinds = row.get("also", [])
    hospital.entrance = row.get("entrance", "")
    hospital.latitude, hospital.longitude = row.get("point", (None, None))
    hospital.save()
    now = timezone.now()
    Places.objects.bulk_create(
        Places(hospital=hospital, room=room, shift=shift, total=total, used=_used(room, total), reported_at=now)
        for room, total in row["rooms"].items()
        for shift in (Shift.values if room in ROOMS_BY_SHIFT else [""])
    )


def _used(room: str, total: int) -> int:
    """Buffer places are empty in the morning: who lies in one is somebody of the story."""
    return 0 if room.startswith("buffer") else int(total * ALREADY_USED)


def _designate() -> None:
    """The demo's own lines of the matrix; a county's institution serves its whole county."""
    columns = ("needs", "groups", "controls", "age_from", "age_to", "hours_from", "hours_to")
    for row in details()["designations"]:
        hospital = Hospital.objects.get(name=row["hospital"])
        line = {name: row[name] for name in columns if name in row}
        made = Designation.objects.create(hospital=hospital, cite=row.get("cite", "H2"), note=row["note"], **line)
        made.serves.set(row["serves"])
    for hospital in Hospital.objects.filter(name__contains="定点医院（演示）").select_related("area"):
        made = Designation.objects.create(hospital=hospital, cite="H2", note=f"{hospital.area.name}自行指定")
        made.serves.set([hospital.area_id])


def open_slots(now: datetime) -> int:
    """Appointments by the hour, and the shifts of dialysis stations, for today and the next days. Returns how many."""
    by_hour = {row["name"] for rows in (details()["known"], details()["invented"]) for row in rows if row.get("slots")}
    slots: list[Slot] = []
    for hospital in Hospital.objects.prefetch_related("places"):
        stations = next((row.total for row in hospital.places.all() if row.room == "dialysis_station"), 0)
        for day in range(SLOT_DAYS):
            midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=day), time()))
            if hospital.name in by_hour:
                slots += [
                    _slot(hospital, midnight, hour, 0, SLOT, SLOT_CAPACITY, Need.OUTPATIENT) for hour in SLOT_HOURS
                ]
            if stations:
                slots += [
                    _slot(hospital, midnight, hour, minute, SHIFT, max(4, stations // 4), Need.TREATMENT_SESSION)
                    for hour, minute in SHIFTS
                ]
    Slot.objects.bulk_create(slots)
    return len(slots)


def _slot(
    hospital: Hospital, midnight: datetime, hour: int, minute: int, length: timedelta, capacity: int, need: str
) -> Slot:
    starts_at = midnight + timedelta(hours=hour, minutes=minute)
    department = "血液透析室" if need == Need.TREATMENT_SESSION else "综合门诊"
    return Slot(
        hospital=hospital,
        need=need,
        department=department,
        starts_at=starts_at,
        ends_at=starts_at + length,
        capacity=capacity,
    )


def form_squads() -> int:
    """H3: consultation squads of the city and of every district and county; two more for the demo's own district."""
    places = list(Area.objects.filter(level__in=(Level.CITY, Level.DISTRICT)))
    places += [area for area in places if area.pk == DISTRICT] * 2
    bases = {hospital.area_id: hospital for hospital in Hospital.objects.filter(kind="ordinary").order_by("-pk")}
    squads = [
        Squad(
            area=area,
            name=f"{area.name}会诊小分队" + (f"（{order}）" if area.pk == DISTRICT else ""),
            base=bases.get(area.pk),
            phone=office_phone(2000 + order),
            skills=list(SQUAD_SKILLS),
        )
        for order, area in enumerate(places, start=1)
    ]
    Squad.objects.bulk_create(squads)
    return len(squads)


def list_online_clinics() -> int:
    """H4: 13 online hospitals, the 24-hour psychological line and the one for the young. All addresses are invented."""
    real = Hospital.objects.exclude(source__contains="演示").exclude(name="哈尔滨市香坊区人民医院")
    hosts = real.order_by("pk")[:13]
    clinics = [
        OnlineClinic(
            area_id=CITY,
            hospital=hospital,
            name=f"{hospital.name}互联网医院",
            url=f"https://clinic-{order:02d}.example.org/",
            ways=["text", "picture", "video"],
            hours="图文 24 小时，视频 8:00–20:00",
            opens_24h=True,
        )
        for order, hospital in enumerate(hosts, start=1)
    ]
    clinics.append(
        OnlineClinic(
            area_id=CITY, name="黄码人员云门诊（演示）", kind="cloud", ways=["picture", "video"],
            url="https://cloud.example.org/", opens_at=time(8), closes_at=time(20),
        )
    )  # fmt: skip
    lines = (("哈尔滨市24小时心理援助热线", "psychological", 12001), ("哈尔滨市青少年心理热线", "youth", 12002))
    clinics += [
        OnlineClinic(area_id=CITY, name=name, kind=kind, ways=["phone"], phone=office_phone(number), opens_24h=True)
        for name, kind, number in lines
    ]
    OnlineClinic.objects.bulk_create(clinics)
    return len(clinics)
