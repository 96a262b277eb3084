"""From a plan to days of treatment: three rhythms, closed days, changes of one day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.sessions.calendar import REACH, Change, Closed, Plan, days_of, sessions_between
from cases.sessions.rhythm import ANTENATAL_WEEKS, days_by_plan

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
DIALYSIS = Plan("dialysis", {"days": [1, 3, 5], "shift": 2}, area="230110003001", hospital=7)


def origins(plan, since=MONDAY, days=6, **rest):
    return [session.on for session in sessions_between(plan, since, since + timedelta(days=days), **rest)]


def test_monday_wednesday_friday():
    found = sessions_between(DIALYSIS, MONDAY, MONDAY + timedelta(days=6))
    assert [(one.on.isoweekday(), one.shift) for one in found] == [(1, 2), (3, 2), (5, 2)]


def test_day_one_of_twenty_one():
    plan = Plan("oncology", {"kind": "chemotherapy", "regimen_days": 21, "next": "2026-11-02"})
    assert origins(plan, days=60) == [MONDAY, MONDAY + timedelta(days=21), MONDAY + timedelta(days=42)]


def test_a_single_day_of_treatment_without_a_regimen():
    assert origins(Plan("oncology", {"next": "2026-11-25"}), days=60) == [date(2026, 11, 25)]


def test_daily_radiotherapy_rests_at_the_weekend():
    plan = Plan("oncology", {"kind": "radiotherapy", "regimen_days": 1, "next": "2026-11-20"})
    assert [day.isoweekday() for day in origins(plan)] == [1, 2, 3, 4, 5]


def test_antenatal_visits_grow_denser():
    due = date(2027, 3, 3)  # a Wednesday
    visits = list(
        days_by_plan("pregnant", {"due": due.isoformat()}, due - timedelta(weeks=40), due + timedelta(weeks=3))
    )
    assert [40 - (due - day).days // 7 for day in visits] == list(ANTENATAL_WEEKS)


def test_an_antenatal_visit_is_never_on_a_weekend():
    visits = days_by_plan("pregnant", {"due": "2027-03-06"}, date(2026, 6, 1), date(2027, 4, 1))
    assert {day.isoweekday() for day in visits} == {1}


def test_after_the_birth_there_is_none():
    assert not list(days_by_plan("pregnant", {"due": "2026-11-30", "delivered": "2026-11-20"}, MONDAY, date.max))


def test_a_change_of_one_day_leaves_the_rhythm():
    tuesday = MONDAY + timedelta(days=1)
    found = sessions_between(
        DIALYSIS, MONDAY, MONDAY + timedelta(days=6), changes=[Change(MONDAY, "moved", tuesday, 3)]
    )
    assert [(one.origin, one.on, one.shift) for one in found][:2] == [
        (MONDAY, tuesday, 3),
        (MONDAY + timedelta(days=2), MONDAY + timedelta(days=2), 2),
    ]


def test_a_session_that_is_left_out_is_told_as_such():
    found = sessions_between(DIALYSIS, MONDAY, MONDAY, changes=[Change(MONDAY, "skipped", reason="in_hospital")])
    assert [(one.is_skipped, one.reason) for one in found] == [(True, "in_hospital")]


def test_one_more_session():
    sunday = MONDAY + timedelta(days=6)
    assert sunday in origins(DIALYSIS, changes=[Change(sunday, "extra")])


def test_a_closed_centre_moves_everybody_whom_it_treats():
    tuesday = MONDAY + timedelta(days=1)
    closed = [Closed("230110", MONDAY, frozenset({"dialysis"}), hospital=7, instead=tuesday)]
    assert origins(DIALYSIS, closed=closed)[0] == tuesday
    elsewhere = Plan("dialysis", DIALYSIS.plan, area=DIALYSIS.area, hospital=8)
    assert origins(elsewhere, closed=closed)[0] == MONDAY


def test_where_nobody_says_when_instead_the_session_stands_and_says_so():
    closed = [Closed("230110", MONDAY, frozenset({"dialysis"}))]
    assert sessions_between(DIALYSIS, MONDAY, MONDAY, closed=closed)[0].is_closed
    assert not sessions_between(DIALYSIS, MONDAY, MONDAY, closed=[Closed("230103", MONDAY, frozenset({"dialysis"}))])[
        0
    ].is_closed


def test_a_change_by_a_person_wins_over_a_closed_day():
    closed = [Closed("230110", MONDAY, frozenset({"dialysis"}), instead=MONDAY + timedelta(days=1))]
    thursday = MONDAY + timedelta(days=3)
    found = sessions_between(DIALYSIS, thursday, thursday, changes=[Change(MONDAY, "moved", thursday)], closed=closed)
    assert [(one.origin, one.on) for one in found] == [(MONDAY, thursday)]


PLANS = st.one_of(
    st.builds(
        lambda days, shift: ("dialysis", {"days": days, "shift": shift}), st.lists(st.integers(1, 7)), st.integers(1, 5)
    ),
    st.builds(
        lambda day, every: ("oncology", {"next": day.isoformat(), "regimen_days": every}), DAYS, st.integers(1, 60)
    ),
    st.builds(lambda day: ("pregnant", {"due": day.isoformat()}), DAYS),
)


@given(PLANS, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_two_ranges_side_by_side_are_one(told, since, first, second):
    """However the days are asked for, no session is lost or met twice at the seam."""
    plan, seam = Plan(*told), since + timedelta(days=first)
    end = seam + timedelta(days=second)
    apart = [*sessions_between(plan, since, seam), *sessions_between(plan, seam + timedelta(days=1), end)]
    assert apart == sessions_between(plan, since, end)


@given(PLANS, DAYS, st.integers(1, 14), st.sampled_from(["moved", "skipped", "shifted"]))
def test_a_change_touches_its_own_day_alone(told, since, by, kind):
    plan, until = Plan(*told), since + timedelta(days=20)
    before = sessions_between(plan, since, until)
    if not before:
        return
    origin = before[0].origin
    change = Change(
        origin, kind, origin + timedelta(days=by) if kind == "moved" else None, 4 if kind == "shifted" else None
    )
    after = sessions_between(plan, since, until + REACH, changes=[change])
    untouched = sessions_between(plan, since, until + REACH)
    assert [one for one in after if one.origin != origin] == [one for one in untouched if one.origin != origin]
    assert [one.origin for one in after].count(origin) == 1


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.sampled_from(["days", "shift", "next", "regimen_days", "kind", "due", "delivered"])


@given(st.sampled_from(["dialysis", "oncology", "pregnant", "elderly"]), st.dictionaries(KEYS, JUNK), DAYS)
def test_nonsense_has_no_days_and_stops_nobody(group, plan, since):
    found = sessions_between(Plan(group, plan), since, since + timedelta(days=30))
    assert {one.on for one in found} <= set(days_of(since, since + timedelta(days=30)))
