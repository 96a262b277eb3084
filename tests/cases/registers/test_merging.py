"""Two rows of one resident become one with everything that hung on either, and two again when that was wrong."""

import json

import pytest
from django.db import models

from cases.duplicates.choosing import values_of
from cases.models import Case, ControlSpell, Draft, Merge, Person, RegisterEntry, Suspicion
from cases.selectors.duplicates import open_suspicions
from cases.services.drafts import keep_draft
from cases.services.intake import Intake, receive
from cases.services.linking import links_to_people
from cases.services.merging import CannotMerge, merge_people
from cases.services.people import Identity
from cases.services.registering import enter_in_register
from cases.services.suspecting import dismiss_suspicion, look_for_duplicates
from cases.services.unmerging import CAN_BE_UNDONE, forget_old_merges, undo_merge
from portal.audit.models import Entry
from tests.cases.telling import COMMUNITY, request_of

pytestmark = pytest.mark.django_db
ONE = {"name": "李秀兰", "phone": "13900000001", "address": "安埠街12号3单元502室"}
OTHER = {"name": "李秀蓝", "phone": "13900000002", "address": "安埠街12号3单元502室", "id_number": "11010519491231002X"}


@pytest.fixture
def kept(policy, operator):
    return request_of(operator, **ONE, need="medicine", groups=["elderly"]).person


@pytest.fixture
def gone(policy, operator, kept):
    return request_of(operator, **OTHER, need="consultation", groups=["chronic"], control="sealed").person


def in_register(person, operator, group, **more):
    who = Identity(name=person.name, phone=person.phone)
    return enter_in_register(who, area_id=COMMUNITY, group=group, by=operator, control=person.control, **more)


def test_every_link_is_carried_over(kept, gone, operator):
    entry = in_register(gone, operator, "chronic")
    keep_draft(operator, form="case-new", values={"person": str(gone.pk), "description": "又打来了"})
    merge_people(kept, gone=gone, by=operator)
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert kept.cases.count() == 2
    assert RegisterEntry.objects.get(pk=entry.pk).person_id == kept.pk
    assert json.loads(Draft.objects.get().body)["person"] == str(kept.pk)
    assert not [
        field for model, field in links_to_people() if model._base_manager.filter(**{field.attname: gone.pk}).exists()
    ]


def test_links_are_found_in_tables_nobody_listed(gone):
    """A table that comes later is carried without a word."""
    assert {Case, RegisterEntry, ControlSpell, Merge} <= {model for model, _field in links_to_people()}
    assert all(isinstance(field, models.ForeignKey) for _model, field in links_to_people())


def test_fields_are_taken_as_chosen_and_what_only_one_knows_is_kept(kept, gone, operator):
    merge_people(kept, gone=gone, chosen={"phone": "gone"}, by=operator)
    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.id_number) == (ONE["name"], OTHER["phone"], OTHER["id_number"])
    assert (kept.control, kept.groups) == ("sealed", ["chronic", "elderly"])


def test_an_undo_restores_both_rows_and_every_link(kept, gone, operator):
    mine, theirs = in_register(kept, operator, "elderly"), in_register(gone, operator, "elderly")
    for person in (kept, gone):
        person.refresh_from_db()
    before = values_of(kept), values_of(gone)
    cases = {case.pk: case.person_id for case in Case.objects.all()}
    spells = set(ControlSpell.objects.filter(person=gone).values_list("pk", "until"))
    merge = merge_people(kept, gone=gone, chosen={"phone": "gone"}, by=operator)
    assert RegisterEntry.objects.get(pk=mine.pk).end_reason == "duplicate"
    undo_merge(merge, by=operator)
    after = values_of(Person.objects.get(pk=kept.pk)), values_of(Person.objects.get(pk=gone.pk))
    for was, now in zip(before, after, strict=True):
        assert {**was, "updated_at": None} == {**now, "updated_at": None}
    assert {case.pk: case.person_id for case in Case.objects.all()} == cases
    assert {(e.pk, e.person_id, e.ended_at) for e in RegisterEntry.objects.all()} == {
        (mine.pk, kept.pk, None), (theirs.pk, gone.pk, None),
    }  # fmt: skip
    assert set(ControlSpell.objects.filter(person=gone).values_list("pk", "until")) == spells


def test_what_was_changed_since_stays(kept, gone, operator):
    merge = merge_people(kept, gone=gone, by=operator)
    person = Person.objects.get(pk=kept.pk)
    person.address = "和平路7号"
    person.save()
    newer = request_of(operator, **ONE | {"address": "和平路7号"}, need="outpatient", control="sealed")
    undo_merge(merge, by=operator)
    assert Person.objects.get(pk=kept.pk).address == "和平路7号"
    assert Case.objects.get(pk=newer.pk).person_id == kept.pk


def test_two_open_requests_for_one_need_are_merged_first(policy, operator, kept):
    twin = request_of(operator, **OTHER, need="medicine")
    with pytest.raises(CannotMerge, match=twin.number):
        merge_people(kept, gone=twin.person, by=operator)
    assert Person.objects.count() == 2


def test_two_id_numbers_are_two_residents(policy, operator, gone):
    other = request_of(operator, name="李秀兰", phone="13900000003", id_number="110105195001010019").person
    with pytest.raises(CannotMerge):
        merge_people(other, gone=gone, by=operator)


def test_a_third_resident_with_the_same_name_and_telephone_is_in_the_way(policy, operator, kept, gone):
    request_of(operator, name=ONE["name"], phone=OTHER["phone"])
    with pytest.raises(CannotMerge):
        merge_people(kept, gone=gone, chosen={"phone": "gone"}, by=operator)
    assert Case.objects.filter(person=gone).count() == 1


def test_an_undo_is_refused_after_another_merge_until_that_is_undone(policy, operator, kept, gone):
    first = merge_people(kept, gone=gone, by=operator)
    older = request_of(operator, name="李秀岚", phone="13900000004", need="psychological").person
    second = merge_people(older, gone=Person.objects.get(pk=kept.pk), by=operator)
    with pytest.raises(CannotMerge):
        undo_merge(first, by=operator)
    undo_merge(second, by=operator)
    undo_merge(first, by=operator)
    assert Person.objects.count() == 3


def test_it_is_undone_once_and_not_for_ever(policy, operator, kept, gone):
    merge = merge_people(kept, gone=gone, by=operator)
    undo_merge(merge, by=operator)
    with pytest.raises(CannotMerge):
        undo_merge(merge, by=operator)
    again = merge_people(Person.objects.get(pk=kept.pk), gone=Person.objects.get(pk=gone.pk), by=operator)
    Merge.objects.filter(pk=again.pk).update(merged_at=again.merged_at - CAN_BE_UNDONE * 2)
    assert forget_old_merges() == 1
    with pytest.raises(CannotMerge):
        undo_merge(again, by=operator)


def test_an_undo_is_refused_when_the_number_is_somebody_elses_now(policy, operator, kept, gone):
    merge = merge_people(kept, gone=gone, chosen={"name": "kept"}, by=operator)
    request_of(operator, name=OTHER["name"], phone=OTHER["phone"])
    with pytest.raises(CannotMerge):
        undo_merge(merge, by=operator)
    assert Person.objects.count() == 2


def test_whoever_is_not_the_one_is_not_the_other(policy, operator, kept, gone):
    third = request_of(operator, name="李秀兰", phone="13900000005", address=ONE["address"], need="outpatient").person
    look_for_duplicates(COMMUNITY)
    for suspicion in Suspicion.objects.exclude(first=kept, second=gone).exclude(first=gone, second=kept):
        dismiss_suspicion(suspicion, by=operator)
    merge_people(kept, gone=gone, by=operator)
    look_for_duplicates(COMMUNITY)
    assert not open_suspicions(operator).exists()
    assert Suspicion.objects.filter(state="dismissed").count() == 1
    assert third in Person.objects.all()


def test_an_undone_merge_is_not_suggested_again(kept, gone, operator):
    look_for_duplicates(COMMUNITY)
    assert open_suspicions(operator).count() == 1
    undo_merge(merge_people(kept, gone=gone, by=operator), by=operator)
    look_for_duplicates(COMMUNITY)
    assert not open_suspicions(operator).exists()


def test_both_are_journalled_by_ids(kept, gone, operator):
    merge = merge_people(kept, gone=gone, by=operator)
    undo_merge(merge, by=operator)
    told = Entry.objects.filter(action__in=("register.merge", "register.unmerge")).order_by("at")
    assert [entry.action for entry in told] == ["register.merge", "register.unmerge"]
    assert {entry.detail["gone"] for entry in told} == {str(gone.pk)}
    assert "李" not in str([entry.detail for entry in told])


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_pair_at_once(kept, gone, operator, at_once):
    results = at_once(
        lambda: merge_people(kept, gone=gone, by=operator), lambda: merge_people(gone, gone=kept, by=operator)
    )
    assert sorted(type(result).__name__ for result in results) == ["CannotMerge", "Merge"]
    assert Person.objects.count() == Merge.objects.count() == 1
    assert Case.objects.filter(person=Person.objects.get()).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_call_about_somebody_who_is_being_merged_away_is_not_lost(kept, gone, operator, at_once):
    """Whichever comes first: the request stands, and it is of the resident who remains."""
    told = Intake(area_id=COMMUNITY, need="outpatient", patient=Identity(name=gone.name, person_id=gone.pk))
    merge, case = at_once(lambda: merge_people(kept, gone=gone, by=operator), lambda: receive(told, by=operator))
    assert isinstance(merge, Merge)
    assert isinstance(case, Case)
    assert Person.objects.get() == Case.objects.get(pk=case.pk).person


def test_a_call_about_somebody_who_was_merged_away_is_about_who_they_became(kept, gone, operator):
    chosen = Identity(name=gone.name, person_id=gone.pk)
    merge_people(kept, gone=gone, by=operator)
    case = receive(Intake(area_id=COMMUNITY, need="outpatient", patient=chosen), by=operator)
    assert (case.person, Person.objects.count()) == (kept, 1)
