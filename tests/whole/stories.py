"""What happened in a district before anybody looks: requests in every state and on every pathway, told with secrets."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from openpyxl import Workbook

from cases.control.lifecycle import CONTROL
from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Absence, Case, ClosedDay, Person, PlannedSession, RegisterEntry, SavedTab, Suspicion
from cases.services.calls import join_call
from cases.services.control import draft_act
from cases.services.drafts import keep_draft
from cases.services.importing import receive_import
from cases.services.intake import Intake, receive
from cases.services.merging import merge_people
from cases.services.people import Identity, find_or_enter_person
from cases.services.planning import plan_sessions
from cases.services.registering import enter_in_register
from cases.services.suspecting import look_for_duplicates
from cases.services.things import take_thing
from cases.sessions.lifecycle import SESSION
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, SquadMember, SquadShift, Violation
from portal.audit.reveals import reveal
from portal.lifecycle.move import move, subject_of
from tests.whole.people import enlist
from tests.whole.residents import Secret, secret
from transport.lifecycle import TRIP
from transport.models import DayPlan, GateLog, Pass, PlannedRun
from transport.services import assign_vehicle, issue_self_drive, scan
from transport.services.keeping import add_shifts, enlist_vehicle
from transport.services.orders import issue_order
from transport.services.troubles import report_trouble

if TYPE_CHECKING:
    from tests.whole.world import District

LONG_AGO = timedelta(hours=20)  # every clock of such a request has run out

# Each row: what it is called here, how it was told, and the moves it then made.
TO_ANSWERED = [("answer", {"channel": "phone"})]
TO_JUDGED = [*TO_ANSWERED, ("judge", {})]
TO_ARRANGED = [*TO_JUDGED, ("arrange", {})]
TO_FINISHED = [*TO_JUDGED, ("finish", {"outcome": "advised"})]
TO_FOLLOWED_UP = [*TO_FINISHED, ("follow_up", {"satisfaction": "satisfied"})]
DIALYSIS = {"need": "treatment_session", "groups": ["dialysis"], "control": "central_isolation"}
OWN_CAR = {"need": "outpatient", "control": "home_monitoring", "can_self_drive": True}

REQUESTS: list[tuple[str, dict[str, Any], list[tuple[str, dict[str, Any]]]]] = [
    ("received", {"need": "medicine"}, []),
    ("late", {"need": "medicine", "occurred_at": LONG_AGO}, []),
    ("answered", {"need": "medicine"}, TO_ANSWERED),
    ("paused", {"need": "medicine"}, [*TO_ANSWERED, ("pause", {"reason": "waiting_family"})]),
    ("judged", {"need": "medicine"}, TO_JUDGED),
    ("medicine", {"need": "medicine"}, TO_ARRANGED),
    ("consultation", {"need": "consultation"}, TO_ARRANGED),
    ("psychological", {"need": "psychological"}, TO_ARRANGED),
    ("squad", {"need": "consultation", "groups": ["critical"]}, TO_ARRANGED),
    ("emergency", {"need": "emergency", "severity": "critical"}, []),
    ("finished", {"need": "medicine"}, TO_FINISHED),
    ("followed_up", {"need": "medicine"}, TO_FOLLOWED_UP),
    ("archived", {"need": "medicine"}, [*TO_FOLLOWED_UP, ("archive", {})]),
    ("cancelled", {"need": "medicine"}, [("cancel", {"reason": "no_longer_needed"})]),
    ("asked", DIALYSIS, TO_ARRANGED),
    ("refused", DIALYSIS, TO_ARRANGED),
    ("waiting", DIALYSIS, TO_ARRANGED),
    ("out", DIALYSIS, TO_ARRANGED),
    ("own_car", OWN_CAR, TO_ARRANGED),
]


# What a second district needs so that each kind of thing has one there too.
FEW = {"received", "late", "medicine", "archived", "asked", "refused", "out", "own_car"}


def live_through(district: District, *, desk: Any, gate: Any, in_full: bool) -> None:
    for called, told, moves in REQUESTS:
        if in_full or called in FEW:
            district.cases[called] = _request(district, told, moves)
    _merge_two_calls(district)
    _take_up_jobs(district)
    _send_a_squad(district)
    _ask_hospitals(district, desk=desk)
    _go_out(district)
    _drive_oneself(district, gate=gate)
    _write_down_more(district)
    _enter_twice(district)
    _fall_away(district)
    _treat_and_seal(district)


def _request(district: District, told: dict[str, Any], moves: list[tuple[str, dict[str, Any]]]) -> Case:
    who, by = secret(), district.operator
    ago = told.get("occurred_at", timedelta(minutes=1))
    identity = Identity(
        name=who.name, phone=who.phone, id_number=who.id_number, birth_date=who.birth_date, address=who.address
    )
    intake = Intake(
        patient=identity, area_id=district.community.pk, caller_phone=who.caller_phone, description=who.said,
        latest_test_at=timezone.now() - timedelta(hours=5), **{**told, "occurred_at": timezone.now() - ago},
    )  # fmt: skip
    case = receive(intake, by=by)
    district.secrets[case.number] = who
    for name, data in moves:
        case = move(CASE, case, name, by=by, data={"note": who.written, "brief": who.written, **data})
    return case


def _merge_two_calls(district: District) -> None:
    """The same resident called twice; the second call became part of the first, and a third was joined to it."""
    into, by = district.cases["received"], district.operator
    who = district.secrets[into.number]
    again = Intake(
        patient=Identity(name=who.name, phone=who.phone), area_id=into.area_id, need="consultation", related_to=into
    )
    merged = move(CASE, receive(again, by=by), "merge", by=by, data={"into": into.number})
    district.secrets[merged.number] = who
    district.cases["merged"] = merged
    join_call(into, words=who.written, by=by)


def _take_up_jobs(district: District) -> None:
    by = district.operator
    for called in district.cases.keys() & {"medicine", "consultation", "psychological", "squad", "emergency"}:
        case = district.cases[called]
        job = case.jobs.get()
        note = district.secrets[case.number].written
        steps = {"medicine": ["accept", "prescribe"], "emergency": ["call", "confirm"]}.get(called, [])
        for step in steps:
            job = move(JOB, job, step, by=by, data={"prescription": note, "result": note})
        district.jobs[job.kind] = job
    declined = _request(district, {"need": "consultation"}, TO_ARRANGED)
    words = {"reason": "other", "result": district.secrets[declined.number].written}
    move(JOB, declined.jobs.get(), "decline", by=by, data=words)
    district.cases["handed_back"] = declined


def _send_a_squad(district: District) -> None:
    """Its expert is named, on duty, and has been at a door."""
    who, now, by = secret(), timezone.now(), district.operator
    district.secrets["an expert"] = who
    district.expert = SquadMember.objects.create(
        squad=district.squad, name=who.name, phone=who.phone, role="leader", skill="critical_care"
    )
    district.squad_shift = SquadShift.objects.create(
        member=district.expert, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8)
    )
    told = {"need": "consultation", "groups": ["critical"]}
    visited = _request(district, told, TO_ARRANGED)
    note = district.secrets[visited.number].written
    job = visited.jobs.get()
    for step in ("accept", "depart", "arrive", "visit"):
        job = move(JOB, job, step, by=by, data={"squad": district.squad.pk, "found": note, "advice": note})
    district.cases["visited"], district.visit = visited, job.visit


def _ask_hospitals(district: District, *, desk: Any) -> None:
    """One is asked and has not answered; one has refused for a reason that nobody may give; two have said yes."""
    cases = district.cases
    district.booking = _booking(cases["asked"])
    refused = _booking(cases["refused"])
    words = {"code": "no_test", "note": district.secrets[refused.number].written}
    move(BOOKING, refused, "refuse", by=desk, data=words)
    district.violation = Violation.objects.get(booking=refused)
    for called in cases.keys() & {"waiting", "out", "own_car"}:
        move(BOOKING, _booking(cases[called]), "accept", by=desk, data={})


def _booking(case: Case) -> Booking:
    return Booking.objects.get(number=case.number, state="asked")


def _go_out(district: District) -> None:
    trip = district.cases["out"].outings.get().trip
    trip = assign_vehicle(trip, vehicle=district.vehicle, driver=district.wheel, by=district.operator)
    for step in ("accept", "depart", "pick_up"):
        trip = move(TRIP, trip, step, by=district.wheel.user)
    district.trip = trip
    words = district.secrets[trip.number].written
    district.trouble = report_trouble(trip, kind="other", words=words, by=district.wheel.user)
    now = timezone.now()
    district.plan = DayPlan.objects.create(
        fleet=district.fleet, day=timezone.localdate(), state="ready", asked_at=now, asked_by=district.operator
    )
    PlannedRun.objects.create(plan=district.plan, trip=trip, reason="by_hand")
    district.order, _passengers = issue_order(trip, by=district.operator)
    _keep_the_fleet(district, now + timedelta(days=30))


def _keep_the_fleet(district: District, later: datetime) -> None:
    """A shift far from today, and somebody's car."""
    hours = {"starts_at": later, "ends_at": later + timedelta(hours=8)}
    (district.driver_shift,) = add_shifts(district.wheel, **hours, by=district.operator)
    owner = secret()
    car = enlist_vehicle(
        district.fleet, plate=f"黑{district.fleet.pk}9", owner_name=owner.name, owner_phone=owner.phone,
        until=later.date(), by=district.operator,
    )  # fmt: skip
    district.enlistment = car.enlistments.get()


def _drive_oneself(district: District, *, gate: Any) -> None:
    """One pass that is good at every gate, and one that is bound to the gate of the community and was shown there."""
    district.own_car = district.cases["own_car"].outings.get().trip
    district.shown = Pass.objects.get(trip=district.own_car)
    finished = district.cases["archived"]
    words = district.secrets[finished.number].written
    bound = issue_self_drive(
        subject=subject_of(CASE, finished), by=district.operator, checkpoint=district.checkpoint, pickup_note=words
    )
    district.cases["at_the_gate"] = finished
    scan(district.checkpoint, token=bound.passes.get().code, direction="out", by=gate)
    district.gate_log = GateLog.objects.get(shown__trip=bound)


def _write_down_more(district: District) -> None:
    """The register, a granted look and its reason, a half-typed form, a tab, a spreadsheet that waits for a word."""
    case, by = district.cases["received"], district.operator
    who = district.secrets[case.number]
    district.register = enter_in_register(
        Identity(name=who.name, phone=who.phone), area_id=case.area_id, group="elderly", by=by, note=who.written
    )
    reveal(
        "case", case.pk, "phone", by=by, reason=who.written, may=True, number=case.number, area_id=district.community.pk
    )
    draft = district.secrets["in a draft"] = district.drafted = secret()
    keep_draft(by, form="case-new", values={"name": draft.name, "phone": draft.phone, "description": draft.said})
    district.tab = SavedTab.objects.create(user=by, name="mine", query="mine=1")
    district.batch = receive_import(_spreadsheet(district, who), by=by, name="elderly.xlsx", language="en")


def _spreadsheet(district: District, who: Secret) -> BytesIO:
    """Says of a resident whom we know what we do not know yet, and another address."""
    book, file, other = Workbook(), BytesIO(), secret()
    book.active.append(["社区", "人群类别", "姓名", "联系电话", "住址", "备注"])
    book.active.append([district.community.name, "老年人", who.name, who.phone, other.address, other.written])
    book.save(file)
    district.secrets["in a spreadsheet"] = other
    return file


def _enter_twice(district: District) -> None:
    """Two pairs of rows for one resident each: one pair is suspected, the other was merged."""
    pairs = [_pair(district), _pair(district)]
    merged, gone = pairs.pop()
    district.merge = merge_people(merged, gone=gone, by=district.operator)
    look_for_duplicates(district.community.pk, by=district.operator)
    one = pairs.pop()[0]
    district.suspicion = Suspicion.objects.get(Q(first=one) | Q(second=one))


def _pair(district: District) -> list[Person]:
    """Of the second call only the telephone and the ID number were new."""
    who, again = secret(), secret()
    same = {"name": who.name, "birth_date": who.birth_date, "address": who.address}
    identities = [Identity(phone=who.phone, **same), Identity(phone=again.phone, id_number=again.id_number, **same)]
    for known in (who, again):
        district.secrets[f"twice {known.phone}"] = known
    return [find_or_enter_person(one, area_id=district.community.pk, groups=[], control="none") for one in identities]


def _treat_and_seal(district: District) -> None:
    """Somebody is treated every day and has a session that is left out; their building is sealed, and a day closed."""
    who, by = secret(), district.operator
    district.secrets["treated"] = who
    entry = enter_in_register(
        Identity(name=who.name, phone=who.phone, address=who.address), area_id=district.community.pk, group="dialysis",
        control="controlled", by=by, values={"days": [1, 2, 3, 4, 5, 6, 7], "shift": 2},
    )  # fmt: skip
    plan_sessions(RegisterEntry.objects.filter(pk=entry.pk))
    told = PlannedSession.objects.filter(entry=entry).order_by("on")
    district.session = told[0]
    move(SESSION, told[1], "skip", by=by, data={"reason": "other", "note": who.written})
    drafted = draft_act(
        area=district.community, reach="building", address=who.address, control="sealed", note=who.written, by=by
    )
    district.act = move(CONTROL, drafted, "confirm", by=by)
    district.draft_of_control = draft_act(area=district.community, reach="community", control="high_risk", by=by)
    district.closed_day = ClosedDay.objects.create(
        area=district.community, on=timezone.localdate() + timedelta(days=20), groups=["oncology"], name="放假", by=by
    )


def _fall_away(district: District) -> None:
    """A colleague is ill, another stands in and keeps a resident's card."""
    away, stands_in = (enlist(f"{name}-{district.community.pk}") for name in ("away", "stands-in"))
    district.absence = Absence.objects.create(
        worker=away, substitute=stands_in, area=district.community, reason="ill", since=timezone.now(),
        by=district.operator, posts=[district.community.pk],
    )  # fmt: skip
    person = district.cases["received"].person
    district.thing = take_thing(person, kind="insurance_card", by=district.operator)
