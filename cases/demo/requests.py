"""The story of one request: told, answered, judged, arranged, done and called back, with what comes in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.demo.asides import ASIDES
from cases.demo.calls import Told
from cases.demo.errands import errand, executor, open_job
from cases.demo.outings import OutingOf
from cases.demo.scene import Scene
from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case
from cases.models.vocabulary import OUTINGS, Channel, JobKind, Pathway, State
from cases.services.calls import join_call
from cases.services.intake import AlreadyOpen, Intake, receive
from cases.services.people import Identity
from portal.accounts.models import User
from portal.commitments.models import Commitment
from portal.lifecycle.move import move

Going = Iterator[float]
BY_FIELD = (Channel.GRID, Channel.ISOLATION_SITE)


class Request:
    """One request as it goes through the day. Its state is always read from the database: others move it too."""

    def __init__(self, told: Told, scene: Scene) -> None:
        self.told, self.scene, self.twist = told, scene, told.twist
        self.operator = scene.rng.choice(scene.cast.operators)
        self.dispatcher = scene.cast.log_ins["dispatcher"]
        self.medic = scene.cast.medic_of(told.resident.area.pk)
        self.case: Case

    def story(self) -> Going:
        try:
            self.case = receive(self.intake(), by=self._taker())
        except AlreadyOpen as twin:
            join_call(twin.case, words=self.told.words, by=self.operator)
            return
        if self.twist == "unanswered":
            return
        yield from self._answered()
        yield from self._aside()
        if self._is_over():
            return
        yield from self._judged()
        if self.twist in OUTCOMES:
            yield self.scene.between(2, 10)
            self._finish(outcome=self.twist, note=self.scene.say(self.twist))
        elif self.twist != "not_arranged" and self._state() == State.JUDGED:
            yield from self._met()
        if self._state() == State.FINISHED:
            yield from self._called_back()

    # --- taking it in ----------------------------------------------------------------------------------------------

    def intake(self, **changes: Any) -> Intake:
        call, resident, rng = self.told.call, self.told.resident, self.scene.rng
        now = timezone.now()
        tested = call.test_hours or rng.choice((None, None, 8, 15, 22, 30, 40, 60))
        told = {
            "area_id": resident.area.pk,
            "need": call.need,
            "patient": self._identity(),
            "channel": call.channel if call.channel != Channel.HOTLINE else rng.choice(CHANNELS),
            "severity": call.severity,
            "control": self.told.control,
            "groups": sorted(resident.groups),
            "caller_phone": "" if call.channel in BY_FIELD else rng.choice(resident.family).phone,
            "description": self.told.words,
            "can_self_drive": call.has_car,
            "latest_test_at": now - timedelta(hours=tested) if tested else None,
            "occurred_at": now - timedelta(minutes=rng.choice((0, 0, 0, 1, 3))),
        }
        return Intake(**(told | changes))

    def _identity(self) -> Identity:
        resident = self.told.resident
        extra = {"mobility": "wheelchair"} if self.told.call.needs_wheelchair else {}
        return Identity(
            name=resident.name, phone=resident.phone, sex=resident.sex, person_id=resident.person.pk, extra=extra
        )

    def _taker(self) -> User:
        is_of_the_field = self.told.call.channel in BY_FIELD
        return self.scene.cast.grid_of(self.told.resident.area.pk) if is_of_the_field else self.operator

    # --- answering and judging -------------------------------------------------------------------------------------

    def _answered(self) -> Going:
        if self.case.pathway == Pathway.CALL_120:
            yield from errand(self.scene, open_job(self.case.pk), last=1)
        part = (1.3, 3.0) if self.twist == "answered_late" else (0.1, 0.6)
        yield self._part_of("case.answer", *part)
        by = self.medic if self.scene.rng.random() < 0.3 else self.operator
        self.move("answer", by=by, channel="phone", note=self.scene.say("answer"))

    def _aside(self) -> Going:
        """What comes between answering and judging."""
        if aside := ASIDES.get(self.twist):
            yield from aside(self)

    def _judged(self, *, again: bool = False) -> Going:
        part = (1.1, 1.7) if self.twist == "judged_late" and not again else (0.1, 0.35)
        yield self._part_of("case.judge", *part)
        pathway = reason = ""
        if self.twist == "departed" and self.case.pathway in OTHER_WAYS:
            pathway, reason = OTHER_WAYS[self.case.pathway], self.scene.say("depart", self.case.pathway)
        way = pathway or self.case.pathway
        kind = "call" if way == Pathway.CALL_120 else "out" if way in OUTINGS else "home"
        self.move("judge", by=self.medic, pathway=pathway, reason=reason or self.scene.say("judge", kind))

    def _is_over(self) -> bool:
        return self.twist == "not_judged" or self._state() != State.ANSWERED or self.case.paused_at is not None

    # --- meeting the need ------------------------------------------------------------------------------------------

    def _met(self) -> Going:
        yield self.scene.between(1, 3) if self.case.severity == "critical" else self.scene.between(2, 14)
        if self.case.pathway in OUTINGS:
            yield from self._met_by_an_outing()
        else:
            yield from self._met_by_an_errand()
        if self._state() == State.UNDER_WAY and not self._is_work_open():
            yield self.scene.between(2, 9)
            outcome = "handed_over" if self.case.pathway == Pathway.CALL_120 else "settled"
            self._finish(outcome=outcome, note=self.scene.say("finish"))

    def _met_by_an_outing(self) -> Going:
        outing = OutingOf(self)
        self.move("arrange", **outing.inputs())
        if self.twist == "returned":
            yield from self._returned()
            self.move("arrange")
        yield from outing.goes()

    def _met_by_an_errand(self) -> Going:
        self.move("arrange", brief=self.scene.say("brief"))
        if self.twist == "returned":
            yield from self._returned()
            self.move("arrange", brief=self.scene.say("brief"))
        job = open_job(self.case.pk)
        if self.twist == "handed_back" and job.kind != JobKind.HANDOVER_120:
            yield self.scene.between(4, 12)
            inputs = {"reason": "not_competent", "result": self.scene.say("more_to_know")}
            move(JOB, job, "decline", by=executor(self.scene, job), data=inputs)
            yield from self._judged(again=True)
            self.move("arrange", brief=self.scene.say("brief"))
            job = open_job(self.case.pk)
        if job and self.twist != "not_signed":
            first = 1 if job.kind == JobKind.HANDOVER_120 else 0
            last = self.scene.rng.randint(1, 2) if self.twist == "half_way" else None
            yield from errand(self.scene, job, first=first, last=last)

    def _returned(self) -> Going:
        """Arranged too soon: it goes back to be judged again."""
        yield self.scene.between(2, 8)
        self.move("return", reason="more_to_know", note=self.scene.say("return"))
        yield from self._judged(again=True)
        yield self.scene.between(2, 8)

    def _is_work_open(self) -> bool:
        return open_job(self.case.pk) is not None or self.case.outings.filter(closed_at=None).exists()

    # --- calling back ----------------------------------------------------------------------------------------------

    def _called_back(self) -> Going:
        yield self.scene.between(25, 110)
        if self.twist == "reopened":
            yield from self._heard_again()
        satisfaction = self.scene.rng.choice(("satisfied",) * 6 + ("acceptable", "not_reached"))
        note = self.scene.say("acceptable" if satisfaction == "acceptable" else "follow_up")
        self.move("follow_up", satisfaction=satisfaction, note="" if satisfaction == "not_reached" else note)
        yield self.scene.between(20, 140)
        self.move("archive")

    def _heard_again(self) -> Going:
        """A dissatisfied resident reopens the request by saying so; it is judged once more and put right."""
        self.move("follow_up", satisfaction="dissatisfied", note=self.scene.say("dissatisfied"))
        yield self.scene.between(10, 60)
        yield from self._judged(again=True)
        yield self.scene.between(10, 40)
        self._finish(outcome="advised", note=self.scene.say("advised"))
        yield self.scene.between(30, 90)

    # --- shared ----------------------------------------------------------------------------------------------------

    def move(self, name: str, *, by: User | None = None, **data: Any) -> None:
        self.case = move(CASE, self.case, name, by=by or self.operator, data=data)

    def _finish(self, *, outcome: str, note: str) -> None:
        self.move("finish", outcome=outcome, note=note)

    def _state(self) -> str:
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case.state

    def _part_of(self, kind: str, low: float, high: float) -> float:
        """Minutes until some part of a promise's time has passed; above 1 the promise is broken first."""
        clock = Commitment.objects.open().filter(subject_id=self.case.pk, kind=kind).first()
        if clock is None:
            return self.scene.between(2, 10)
        due = clock.started_at + (clock.due_at - clock.started_at) * self.scene.between(low, high)
        return max(0.5, (due - timezone.now()).total_seconds() / 60)

    def tomorrow_morning(self) -> datetime:
        day = timezone.localdate() + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time(7, self.scene.rng.choice((0, 20, 40)))))


CHANNELS = (Channel.HOTLINE,) * 17 + (Channel.WALK_IN, Channel.WALK_IN, Channel.API)
OUTCOMES = ("advised", "unreachable", "declined")  # how a request ends for which nothing had to be arranged
OTHER_WAYS = {
    Pathway.OUTING_VEHICLE: Pathway.SQUAD_VISIT,
    Pathway.OUTING_SELF_DRIVE: Pathway.OUTING_VEHICLE,
    Pathway.CONSULTATION: Pathway.SQUAD_VISIT,
    Pathway.MEDICINE_DELIVERY: Pathway.CONSULTATION,
}
