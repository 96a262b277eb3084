"""撤销导入: what an import changed is put back, what somebody touched since stays, and both are told."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import ImportBatch, Person, RegisterEntry
from cases.services.importing import confirm_import, receive_import
from cases.services.undoing import undo_import
from cases.services.verifying import verify_entry
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.privacy.index import blind_index
from portal.sheets.problems import FileRefused
from tests.cases.registers.conftest import good, workbook, written

pytestmark = pytest.mark.django_db
OTHER = {"姓名": "王建国", "身份证号": None, "联系电话": "13900000002"}


@pytest.fixture
def bring(grid):
    """bring(row, …): uploaded and confirmed by the grid worker; returns the import."""

    def done(*rows, headers=None):
        file = workbook(*rows, headers=headers) if headers else workbook(*rows)
        return confirm_import(receive_import(file, by=grid, name="f.xlsx", language="en"), by=grid)

    return done


def reasons(batch) -> dict:
    return dict(json.loads(batch.body).get("left", []))


def test_what_it_brought_is_gone_and_what_it_changed_is_back(bring, grid):
    bring(good(备注="儿子陪同"))
    before = RegisterEntry.objects.select_related("person").get()
    batch = bring(good(备注="女儿陪同", 住址="安埠街9号", 班次="3"), good(**OTHER))
    assert written() == (2, 2)
    batch = undo_import(batch, by=grid)
    assert (batch.state, batch.counts["undone"], batch.counts["left"]) == ("undone", 2, 0)
    assert written() == (1, 1)
    entry = RegisterEntry.objects.select_related("person").get()
    for name in ("note", "plan", "verified_at", "changed_at"):
        assert getattr(entry, name) == getattr(before, name)
    assert entry.person.address == "安埠街1号"
    assert not batch.portions.exists()
    assert Entry.objects.get(action="register.undo_import").detail == {"undone": 2, "left": 0}


def test_it_is_promised_again_to_verify_what_is_back(bring, grid):
    bring(good())
    undo_import(bring(good(班次="3"), good(**OTHER)), by=grid)
    running = Commitment.objects.filter(kind="register.verify", kept_at=None, released_at=None)
    entry = RegisterEntry.objects.get()
    assert [(promise.subject_id, promise.started_at) for promise in running] == [(entry.pk, entry.verified_at)]


def test_a_second_group_of_somebody_goes_and_the_resident_stays(bring, grid):
    bring(good())
    undo_import(bring(good(人群类别="老年人", 透析日=None, 班次=None)), by=grid)
    assert (written(), Person.objects.get().groups) == ((1, 1), ["dialysis"])


def test_what_was_verified_since_stays(bring, grid):
    batch = bring(good(), good(**OTHER))
    verify_entry(RegisterEntry.objects.get(person__phone_index=blind_index("phone", OTHER["联系电话"])), by=grid)
    batch = undo_import(batch, by=grid)
    assert written() == (1, 1)
    assert list(reasons(batch)) == [3]
    assert "since" in reasons(batch)[3]


def test_a_field_that_was_changed_since_stays_and_is_named(bring, grid):
    bring(good())
    batch = bring(good(班次="3", 住址="安埠街9号"))
    person = Person.objects.get()
    person.address = "安埠街12号"
    person.save()
    batch = undo_import(batch, by=grid)
    assert reasons(batch) == {2: "Changed since: address."}
    assert Person.objects.get().address == "安埠街12号"
    assert RegisterEntry.objects.get().plan["shift"] == 2


def test_a_new_resident_whom_somebody_changed_stays(bring, grid):
    batch = bring(good())
    person = Person.objects.get()
    person.address = "安埠街12号"
    person.save()
    assert "changed since" in reasons(undo_import(batch, by=grid))[2]
    assert written() == (1, 0)


def test_once_and_within_a_week_and_ones_own(bring, grid, operator):
    batch = bring(good())
    with pytest.raises(ImportBatch.DoesNotExist):
        undo_import(batch, by=operator)
    ImportBatch.objects.update(settled_at=timezone.now() - timedelta(days=8))
    with pytest.raises(FileRefused):
        undo_import(batch, by=grid)
    ImportBatch.objects.update(settled_at=timezone.now())
    undo_import(batch, by=grid)
    with pytest.raises(FileRefused):
        undo_import(batch, by=grid)


def test_on_screen(bring, grid, at_screen):
    bring(good())
    client = at_screen(grid)
    page = f"/register/import/{ImportBatch.objects.get().pk}/"
    assert "/undo/" in client.get(page).content.decode()
    client.post(f"{page}undo/")
    assert written() == (0, 0)
    answer = client.get(page)
    assert answer.context["tiles"][0]["number"] == 1
    assert "/undo/" not in answer.content.decode()
    assert "f.xlsx" in client.get("/register/import/").content.decode()
