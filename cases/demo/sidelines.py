"""What happens beside the requests: institutions close and reopen, supervisors take note, urge and take over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from cases.demo.places import CITY, DISTRICT
from cases.demo.scene import Scene
from cases.models import Case
from cases.services.attention import take_over, urge_case
from hospitals.lifecycle import BOOKING, CLOSURE
from hospitals.models import Booking
from hospitals.services import close_hospital
from hospitals.vocabulary import HandOver
from portal.access.api import posts_of
from portal.commitments import services as commitments
from portal.commitments.models import Escalation
from portal.lifecycle.move import move
from portal.notices.models import Notice
from portal.notices.services import mark_read

Going = Iterator[float]
CLOSED_TODAY = "香坊血液透析中心（演示）"
CLOSED_FOR_TOO_LONG = "阿城区定点医院（演示）"
REOPENED = "巴彦县定点医院（演示）"
OWN, HIGHER = "哈尔滨市香坊区人民医院", "哈尔滨医科大学附属第一医院"
ASKED_BEFORE_THE_END = 4  # minutes: nobody is late with the answer yet
ROUND = 19  # minutes between two looks at the escalations


def closes_in_the_morning(scene: Scene) -> Going:
    """T1: its 48 hours run, and whoever was bound there is placed elsewhere."""
    yield 40
    _close(scene, CLOSED_TODAY, reason="infection", hours_ago=0)


def closures_of_before(scene: Scene) -> Going:
    """One that should have reopened within 48 hours and has not, and one that did."""
    _close(scene, CLOSED_FOR_TOO_LONG, reason="staff", hours_ago=49)
    closure = _close(scene, REOPENED, reason="disinfection", hours_ago=30)
    yield 75
    move(CLOSURE, closure, "reopen", by=scene.cast.desks[scene.hospitals[REOPENED].pk])


def _close(scene: Scene, name: str, *, reason: str, hours_ago: float):
    hospital = scene.hospitals[name]
    closed_at = timezone.now() - timedelta(hours=hours_ago)
    return close_hospital(hospital, reason=reason, by=scene.cast.desks[hospital.pk], closed_at=closed_at)


def hand_overs_at_the_end(scene: Scene) -> Going:
    """N4: when the demo opens, the demo's own desk has asked another institution, and is asked by another one."""
    yield (scene.day.ends_at - timezone.now()) / timedelta(minutes=1) - ASKED_BEFORE_THE_END
    own, higher = scene.hospitals[OWN], scene.hospitals[HIGHER]
    inside = Booking.objects.filter(state="received").order_by("-received_at")
    for booking, asked, reason in (
        (inside.filter(hospital=own).first(), higher, HandOver.HIGHER),
        (inside.exclude(hospital=own).first(), own, HandOver.SPECIALTY),
    ):
        if booking:
            said = {"hospital": asked.pk, "reason": reason, "note": scene.say("hand_over", reason)}
            move(BOOKING, booking, "hand_over", by=scene.cast.desks[booking.hospital_id], data=said)


def supervision(scene: Scene) -> Going:
    """The supervisor of the district goes through what was escalated: takes note, urges, sometimes takes over."""
    supervisor = scene.cast.log_ins["supervisor"]
    rounds = 0
    while True:
        yield ROUND
        rounds += 1
        waiting = _waiting(f"supervisor@{DISTRICT}")
        for escalation in waiting[: len(waiting) * 2 // 3]:
            commitments.acknowledge(escalation, by=supervisor)
        late = [case for case in _cases_of(waiting) if case.is_open]
        if late and rounds % 3 == 0:
            urge_case(late[0], by=supervisor, note=scene.say("urge"))
        if late and rounds % 12 == 0:
            take_over(late[-1], by=supervisor)


def supervision_of_the_city(scene: Scene) -> Going:
    while True:
        yield 3 * ROUND
        for escalation in _waiting(f"supervisor@{CITY}")[:3]:
            commitments.acknowledge(escalation, by=scene.cast.log_ins["city"])


def reading(scene: Scene) -> Going:
    """People read what they were told, most of it within the hour."""
    while True:
        yield 45
        since, until = timezone.now() - timedelta(minutes=120), timezone.now() - timedelta(minutes=15)
        for user in scene.cast.log_ins.values():
            told = Notice.objects.filter(to__in=posts_of(user), created_at__range=(since, until), receipts=None)
            mark_read([notice for notice in told if scene.rng.random() < 0.7], by=user)


def _waiting(post: str) -> list[Escalation]:
    escalations = Escalation.objects.select_related("commitment").filter(to_post=post, acknowledged_at=None)
    return list(escalations.order_by("fired_at", "pk"))


def _cases_of(escalations: list[Escalation]) -> list[Case]:
    numbers = [escalation.commitment.number for escalation in escalations]
    return list(Case.objects.filter(number__in=numbers).order_by("number"))
