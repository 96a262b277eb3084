"""No path that writes a resident can forget the traces: the database marks them, and a check compares every line."""

import base64
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from cases.models import Person, PersonTrace, TraceBlock
from cases.selectors.traced import people_found
from cases.services import tracing
from cases.services.importing import import_register
from cases.services.people import Identity, find_or_enter_person
from cases.services.tracing import pack_traces, rebuild_traces, traces_that_lie
from portal.accounts.models import User
from portal.privacy import keys, seals
from tests.cases.registers.conftest import good, workbook
from tests.cast import COMMUNITY

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(areas):
    made = Person.objects.create(area=areas[COMMUNITY], name="王秀兰", phone="13800000452")
    pack_traces()
    return made


def enter(**changes):
    return find_or_enter_person(
        Identity(**{"name": "李建国", "phone": "13800000001"} | changes), area_id=COMMUNITY, groups=[], control="none"
    )


def by_save(resident, areas):
    resident.name = "李建国"
    resident.save()


def by_service(resident, areas):
    enter(birth_date=date(1950, 1, 1))


def by_bulk_insert(resident, areas):
    Person.objects.bulk_create([Person(area=areas[COMMUNITY], name="李建国")])


def by_bulk_update(resident, areas):
    resident.name = "李建国"
    Person.objects.bulk_create(
        [resident], update_conflicts=True, unique_fields=["id"], update_fields=["name", "name_index"]
    )


def by_import(resident, areas):
    import_register(workbook(good(姓名="李建国")), by=User.objects.get(username="grid"), dry_run=False)


@pytest.mark.parametrize("write", [by_save, by_service, by_bulk_insert, by_bulk_update, by_import])
def test_whoever_writes_a_resident(resident, areas, grid, operator, write):
    write(resident, areas)
    for _ in range(2):
        assert len(people_found(operator, "lijg").people) == 0
        assert len(people_found(operator, "ljg").people) == 1
        assert pack_traces() in (0, 1)
    assert traces_that_lie() == 0


def test_whoever_moves_is_packed_into_their_new_place(resident, areas):
    Person.objects.filter(pk=resident.pk).update(area="230110003002")
    pack_traces()
    assert [block.area_id for block in TraceBlock.objects.all()] == ["230110003002"]
    assert traces_that_lie() == 0


def test_who_is_gone_leaves_no_line(resident):
    enter()
    pack_traces()
    resident.delete()
    pack_traces()
    assert TraceBlock.objects.get().size == PersonTrace.objects.count() == 1
    assert "王秀兰" not in TraceBlock.objects.get().names
    Person.objects.all().delete()
    pack_traces()
    assert not TraceBlock.objects.exists()


def test_what_is_no_trait_disturbs_nobody(resident):
    resident.mobility = "wheelchair"
    resident.save()
    assert pack_traces() == 0


@pytest.fixture
def ring(settings, tmp_path, monkeypatch):
    """A key file of the test's own, with the keys in use; returns the id of one that was added."""
    monkeypatch.delenv("SEALING_KEYS", raising=False)
    path = tmp_path / "keys" / "sealing.json"
    path.parent.mkdir()
    path.write_text(settings.SEALING_KEYS)
    settings.DATA_DIR, settings.SEALING_KEYS = tmp_path, path.read_text()
    call_command("rotate_keys", "add")
    yield max(json.loads(path.read_text())["keys"], key=int)
    keys.forget()


def test_sealing_anew_disturbs_nobody_and_the_blocks_are_sealed_too(resident, operator, ring):
    call_command("rotate_keys", "use", ring)
    call_command("rotate_keys", "reseal")
    assert pack_traces() == 0
    assert seals.key_id_of(TraceBlock.objects.get().__dict__["names"]) == ring
    assert people_found(operator, "wxl").people == [resident.pk]


def test_another_index_key_loses_nobody(resident, operator, settings):
    settings.INDEX_KEY = base64.b64encode(b"k" * 32).decode()
    call_command("rotate_keys", "reindex")
    for _ in range(2):
        assert people_found(operator, "wxl").people == [resident.pk]
        pack_traces()


def test_everything_can_be_made_anew(resident, operator, capsys):
    TraceBlock.objects.all().delete()
    assert people_found(operator, "wxl").people == []
    call_command("trace_residents", "--rebuild", "--verify")
    assert people_found(operator, "wxl").people == [resident.pk]
    assert "0 lines differ" in capsys.readouterr().out


def test_the_check_would_see_a_line_that_lies(resident, areas):
    resident.name = "李建国"
    resident.save()
    PersonTrace.objects.update(is_stale=False)
    assert traces_that_lie() == 1
    assert rebuild_traces() == 1
    assert traces_that_lie() == 0


def test_blocks_fill_up_before_new_ones_begin(areas, monkeypatch):
    monkeypatch.setattr(tracing, "BLOCK", 3)
    for number in range(7):
        enter(name=f"李{number}", phone=f"1380000000{number}")
    pack_traces()
    assert sorted(TraceBlock.objects.values_list("size", flat=True)) == [1, 3, 3]
    for number in range(7, 9):
        enter(name=f"李{number}", phone=f"1380000000{number}")
    pack_traces()
    assert sorted(TraceBlock.objects.values_list("size", flat=True)) == [3, 3, 3]


def test_a_block_tells_nothing_without_the_keys(resident):
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cases_traceblock t")
        row = cursor.fetchone()[0]
    for text in ("王秀兰", "wangxiulan", resident.phone):  # shorter ones would stand there by chance now and then
        assert text not in row
        assert text.encode().hex() not in row


@pytest.mark.django_db(transaction=True)
def test_packing_while_people_write_loses_nothing(areas, operator, at_once):
    people = [enter(name=f"李{number}", phone=f"1380000000{number}") for number in range(6)]

    def rename(resident):
        resident.name = f"王{resident.phone[-1]}"
        resident.save()

    at_once(*[lambda one=one: rename(one) for one in people], pack_traces, pack_traces)
    for _ in range(2):
        assert len(people_found(operator, "王").people) == len(people)
        assert people_found(operator, "李").people == []
        pack_traces()
    assert traces_that_lie() == 0
