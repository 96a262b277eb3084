"""封控: one act over a building changes everybody inside, and its end or undoing puts each back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.control.lifecycle import CONTROL
from cases.models import ControlSpell, Person
from cases.selectors.control import changed_since, control_in_force, preview
from cases.services.control import draft_act
from cases.services.keeping_time import end_due_acts
from portal.audit.models import Entry
from portal.lifecycle.errors import Denied, WrongState
from portal.lifecycle.move import move
from tests.cases.telling import request_of

BUILDING = "安埠街12号"


@pytest.fixture
def live_in(areas):
    """live_in("sealed", "安埠街12号1单元101") → a resident of the community."""

    def make(control="none", address=f"{BUILDING}1单元101", area="230110003001", **more):
        number = Person.objects.count()
        more = {"name": "李秀兰", "phone": f"1990000{number:04d}"} | more
        return Person.objects.create(area_id=area, address=address, control=control, **more)

    return make


@pytest.fixture
def seal(areas, operator):
    """seal(reach="building", control="sealed") → the act, in force."""

    def act(*, confirmed=True, by=None, **more):
        told = {"area": areas["230110003001"], "reach": "building", "control": "sealed", "address": BUILDING} | more
        if told["reach"] == "community":
            told["address"] = ""
        made = draft_act(by=by or operator, **told)
        return move(CONTROL, made, "confirm", by=by or operator) if confirmed else made

    return act


def status(person):
    return Person.objects.get(pk=person.pk).control


def test_everybody_under_the_roof_changes_and_nobody_else(live_in, seal):
    inside, upstairs = live_in(), live_in(address=f"{BUILDING}3单元502室")
    next_door, elsewhere = live_in(address="安埠街14号1单元101"), live_in(area="230110003002")
    act = seal()
    assert act.changed == 2
    assert (status(inside), status(upstairs)) == ("sealed", "sealed")
    assert (status(next_door), status(elsewhere)) == ("none", "none")


def test_a_household_is_one_door(live_in, seal):
    inside, neighbour = live_in(), live_in(address=f"{BUILDING}1单元102")
    seal(reach="household", address=f"{BUILDING}1单元101", control="home_isolation")
    assert (status(inside), status(neighbour)) == ("home_isolation", "none")


def test_a_stricter_status_of_ones_own_stays(live_in, seal):
    isolated, monitoring = live_in("central_isolation"), live_in("home_monitoring")
    act = seal(confirmed=False)
    seen = preview(act)
    assert (seen.total, seen.changed) == (2, 1)
    assert [one.pk for one in seen.left_out] == [isolated.pk]
    move(CONTROL, act, "confirm", by=act.created_by)
    assert (status(isolated), status(monitoring)) == ("central_isolation", "sealed")


def test_nothing_changes_before_it_is_confirmed(live_in, seal):
    person = live_in()
    seal(confirmed=False)
    assert status(person) == "none"


def test_every_change_leaves_a_spell_with_its_act(live_in, seal, operator):
    person = live_in("controlled")
    act = seal()
    spells = list(ControlSpell.objects.filter(person=person).order_by("since", "pk"))
    assert [(one.control, one.before, one.act_id, one.set_by_id) for one in spells] == [
        ("controlled", "none", None, None),
        ("sealed", "controlled", act.pk, operator.pk),
    ]
    assert spells[0].until == spells[1].since
    assert abs(Person.objects.get(pk=person.pk).control_since - spells[1].since) < timedelta(seconds=30)


def test_the_act_is_journalled_without_an_address(live_in, seal):
    live_in()
    act = seal()
    told = Entry.objects.filter(subject_id=str(act.pk)).order_by("at")
    assert [one.action for one in told] == ["control.create", "control.confirm"]
    assert BUILDING not in str([one.detail for one in told])


def test_undo_puts_each_back_to_what_they_were(live_in, seal, operator):
    free, monitoring = live_in(), live_in("home_monitoring")
    act = move(CONTROL, seal(), "undo", by=operator, data={"note": "错了"})
    assert act.state == "undone"
    assert (status(free), status(monitoring)) == ("none", "home_monitoring")


def test_undo_leaves_whom_somebody_changed_since(live_in, seal, operator):
    person, other = live_in(), live_in()
    act = seal()
    Person.objects.filter(pk=person.pk).update(control="central_isolation")
    assert [one.pk for one in changed_since(act)] == [person.pk]
    move(CONTROL, act, "undo", by=operator)
    assert (status(person), status(other)) == ("central_isolation", "none")


def test_what_another_act_demands_holds_when_one_ends(live_in, seal, operator):
    inside, outside = live_in(), live_in(address="安埠街14号1单元101")
    building = seal()
    seal(reach="community", control="controlled")
    assert (status(inside), status(outside)) == ("sealed", "controlled")
    move(CONTROL, building, "end", by=operator)
    assert (status(inside), status(outside)) == ("controlled", "controlled")


def test_acts_that_end_in_any_order_leave_nobody_behind(live_in, seal, operator):
    person = live_in()
    first, second = seal(), seal(reach="community", control="high_risk")
    move(CONTROL, first, "end", by=operator)
    assert status(person) == "high_risk"
    move(CONTROL, second, "end", by=operator)
    assert status(person) == "none"


def test_lifting_frees_those_whom_no_act_holds(live_in, seal):
    listed, isolated = live_in("sealed", address="安埠街14号1单元101"), live_in("home_isolation")
    held = live_in()
    seal()
    seal(reach="community", control="none", lowers=True)
    assert (status(listed), status(isolated), status(held)) == ("none", "home_isolation", "sealed")


def test_who_came_later_is_found_and_included(live_in, seal, operator):
    live_in()
    act = seal()
    late = live_in()
    assert control_in_force("230110003001", address=f"{BUILDING}2单元201") == "sealed"
    assert control_in_force("230110003001", address="安埠街14号") == "none"
    act = move(CONTROL, act, "include", by=operator)
    assert (status(late), act.changed) == ("sealed", 2)
    with pytest.raises(WrongState):
        move(CONTROL, act, "include", by=operator)


def test_an_act_with_an_end_ends_by_itself(live_in, seal):
    person = live_in()
    act = seal(until=timezone.now() + timedelta(hours=1))
    assert end_due_acts() == 0
    assert end_due_acts(now=timezone.now() + timedelta(hours=2)) == 1
    act.refresh_from_db()
    assert (act.state, status(person)) == ("ended", "none")


def test_a_neighbour_a_grid_worker_and_an_auditor_may_not(live_in, seal, neighbour, grid, auditor):
    live_in()
    act = seal(confirmed=False)
    for user in (neighbour, grid, auditor):
        with pytest.raises(Denied):
            move(CONTROL, act, "confirm", by=user)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_one_wins(live_in, seal, operator, at_once):
    person = live_in()
    act = seal(confirmed=False)
    told = at_once(*[lambda: move(CONTROL, act, "confirm", by=operator)] * 2)
    assert sorted(type(one).__name__ for one in told) == ["ControlAct", "WrongState"]
    assert ControlSpell.objects.filter(person=person).count() == 1


def test_a_whole_community_costs_as_many_queries_as_one_resident(live_in, seal, django_assert_max_num_queries):
    for number in range(30):
        live_in(address=f"安埠街{number}号")
    act = seal(reach="community", confirmed=False)
    with django_assert_max_num_queries(45):
        move(CONTROL, act, "confirm", by=act.created_by)


def test_a_call_that_says_nothing_of_control_frees_nobody(policy, live_in, seal, operator):
    person = live_in()
    seal()
    case = request_of(operator, person_id=person.pk, need="medicine", control="none")
    assert (status(person), case.control) == ("sealed", "sealed")
