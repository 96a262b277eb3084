"""One resident in the registers on screen: their page, entering, editing and ending an entry, and who may."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases.models import Person, RegisterEntry
from cases.registers.columns import BY_NAME
from cases.registers.needs import NEEDS, needs_of
from cases.selectors.histories import history_of
from portal.audit.models import Entry
from tests.cases.registers.entries import day, entered
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db

NEW = {
    "area": "安埠社区",
    "name": "王秀英",
    "phone": "13900004321",
    "address": "安埠街2号2单元202",
    "days": ["1", "3", "5"],
    "shift": "2",
    "access": "fistula",
    "mobility": "wheelchair",
    "needs_companion": "yes",
    "language": "korean",
    "note": "门铃坏了",
}


@pytest.fixture
def entry(grid):
    return entered(grid, days=[1, 3, 5], shift=2, note="门铃坏了")


def page_of(entry):
    return f"/register/people/{entry.person_id}/"


def typed(client, entry, **changes):
    """The form as the page shows it, with these fields changed: what a browser sends."""
    form = client.get(f"/register/{entry.pk}/edit/").context["form"]
    data = {name: form[name].value() for name in form.fields if name != "medicines"}
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def test_one_declaration_feeds_form_and_spreadsheet():
    assert {need.name for need in NEEDS} <= set(BY_NAME)
    assert all(need.label and need.shape for need in NEEDS)
    assert [need.name for need in needs_of("dialysis")][:3] == ["days", "shift", "access"]


def test_the_page_shows_all_groups_history_and_requests_masked(entry, grid, operator, at_screen):
    case = request_of(operator, phone=entry.person.phone)
    answer = at_screen(grid).get(page_of(entry))
    page = answer.content.decode()
    assert case.number in page
    assert [row[0].pk for row in answer.context["rows"]] == [entry.pk]
    assert len(answer.context["history"]) == 1
    for plain in ("李秀兰", entry.person.phone, "安埠街1号1单元101"):
        assert plain not in page


def test_what_is_missing_is_said(grid, at_screen):
    entry = entered(grid, days=[1, 3, 5])
    ((_entry, told),) = at_screen(grid).get(page_of(entry)).context["rows"]
    assert [row.is_missing for row in told[:3]] == [False, True, False]  # the shift


def test_an_entry_leads_to_its_resident(entry, grid, at_screen):
    assert at_screen(grid).get(f"/register/{entry.pk}/").url == f"{page_of(entry)}#entry-{entry.pk}"


def test_somebody_new_is_entered_with_what_the_group_needs(grid, at_screen):
    answer = at_screen(grid).post("/register/new/dialysis/", NEW)
    assert answer.status_code == 302, answer.context["form"].errors
    entry = RegisterEntry.objects.get()
    person = entry.person
    assert entry.plan == {"days": [1, 3, 5], "shift": 2, "access": "fistula"}
    assert (person.mobility, person.needs_companion, person.language) == ("wheelchair", True, "korean")
    assert (person.name, person.groups, entry.note) == ("王秀英", ["dialysis"], "门铃坏了")


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(grid, at_screen):
    answer = at_screen(grid).post("/register/new/dialysis/", {**NEW, "shift": "nine", "phone": "12"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"shift", "phone"}
    page = answer.content.decode()
    for value in ("nine", "王秀英", "安埠街2号2单元202", "门铃坏了"):
        assert value in page
    assert not Person.objects.exists()


def test_who_stands_there_already_is_not_entered_twice(entry, grid, at_screen):
    told = {**NEW, "name": "李秀兰", "phone": entry.person.phone}
    answer = at_screen(grid).post("/register/new/dialysis/", told)
    assert (answer.status_code, answer.context["twin"]) == (422, entry)


def test_a_known_resident_enters_another_register(entry, grid, at_screen):
    client = at_screen(grid)
    url = f"/register/new/elderly/?person={entry.person_id}"
    assert "name" not in client.get(url).context["form"].fields
    assert client.post(url, {"lives_alone": "yes"}).status_code == 302
    assert Person.objects.get().groups == ["dialysis", "elderly"]
    assert Person.objects.get().control == "none"


def test_a_child_needs_its_date_of_birth_and_its_guardian_stays_sealed(grid, at_screen):
    client = at_screen(grid)
    told = {"area": "安埠社区", "name": "王小宝", "phone": "13900004321", "guardian_name": "王大山"}
    assert "birth_date" in client.post("/register/new/newborn/", told).context["form"].errors
    told |= {"birth_date": day(-10), "guardian_phone": "13900009876"}
    assert client.post("/register/new/newborn/", told).status_code == 302
    entry = RegisterEntry.objects.get()
    page = client.get(f"/register/{entry.pk}/edit/").content.decode() + client.get(page_of(entry)).content.decode()
    assert "王大山" not in page
    assert "139****9876" in page
    revealed = client.post(f"/register/{entry.pk}/guardian/").content.decode()
    assert "13900009876" in revealed
    assert Entry.objects.filter(action="privacy.reveal", subject_id=str(entry.pk)).count() == 2
    client.post(f"/register/{entry.pk}/edit/", typed(client, entry))
    assert Person.objects.get().guardian_name == "王大山"  # an empty input keeps what is sealed


def test_an_edit_writes_what_differs_and_is_told(entry, grid, at_screen):
    client = at_screen(grid)
    answer = client.post(f"/register/{entry.pk}/edit/", typed(client, entry, shift="3", note=""))
    assert answer.status_code == 302, answer.context["form"].errors
    entry.refresh_from_db()
    assert (entry.plan["shift"], entry.note) == (3, None)
    told = Entry.objects.filter(action="register.edit").get()
    assert told.detail == {"group": "dialysis", "changed": ["shift", "note"]}
    with translation.override("en"):
        assert history_of(entry.person, [entry])[0].text == "dialysis: changed: Shift, Note"


def test_saving_without_a_change_is_a_look(entry, grid, at_screen):
    client = at_screen(grid)
    client.post(f"/register/{entry.pk}/edit/", typed(client, entry))
    entry.refresh_from_db()
    assert entry.last_look_changed_it is False


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(entry, grid, at_screen):
    client = at_screen(grid)
    mine, theirs = typed(client, entry, shift="4"), typed(client, entry, shift="3")
    client.post(f"/register/{entry.pk}/edit/", theirs)
    answer = client.post(f"/register/{entry.pk}/edit/", mine)
    assert answer.status_code == 422
    assert answer.context["form"]["shift"].value() == "4"
    assert RegisterEntry.objects.get().plan["shift"] == 3
    client.post(f"/register/{entry.pk}/edit/", {**mine, "seen": answer.context["form"]["seen"].value()})
    assert RegisterEntry.objects.get().plan["shift"] == 4


def test_medicines_are_lines_and_say_when_they_run_out(grid, at_screen):
    entry = entered(grid, "chronic")
    client = at_screen(grid)
    rows = {
        "medicines_name": ["阿司匹林", "二甲双胍", ""], "medicines_days": ["14", "3", ""],
        "medicines_was": ["", "", ""], "medicines_on": ["", "", ""],
    }  # fmt: skip
    client.post(f"/register/{entry.pk}/edit/", {**typed(client, entry), **rows})
    entry.refresh_from_db()
    assert entry.plan["medicine_until"] == day(3)
    assert day(14) in client.get(page_of(entry)).content.decode()
    wrong = client.post(
        f"/register/{entry.pk}/edit/", {**typed(client, entry), **rows, "medicines_days": ["x", "3", ""]}
    )
    assert "medicines" in wrong.context["form"].errors
    assert "二甲双胍" in wrong.content.decode()


def test_an_entry_ends_with_a_reason_and_may_come_back(entry, grid, at_screen):
    client = at_screen(grid)
    assert client.post(f"/register/{entry.pk}/end/", {}).status_code == 422
    client.post(f"/register/{entry.pk}/end/", {"reason": "recovered"})
    entry.refresh_from_db()
    assert (entry.end_reason, entry.ended_by, entry.person.groups) == ("recovered", grid, [])
    assert client.get(f"/register/{entry.pk}/edit/").status_code == 302
    client.post(f"/register/new/dialysis/?person={entry.person_id}", {"shift": "1"})
    assert RegisterEntry.objects.count() == 2
    assert RegisterEntry.objects.current().get().plan == {"shift": 1}


def test_who_died_leaves_every_register(entry, grid, at_screen):
    client = at_screen(grid)
    client.post(f"/register/new/elderly/?person={entry.person_id}", {})
    client.post(f"/register/{entry.pk}/end/", {"reason": "died"})
    assert not RegisterEntry.objects.current().exists()


def test_sixty_and_not_among_the_elderly_is_suggested(grid, at_screen):
    entry = entered(grid, born=date(1950, 1, 1))
    assert at_screen(grid).get(page_of(entry)).context["suggested"] == ["elderly"]


@pytest.mark.parametrize("step", ["", "edit/", "end/", "guardian/"])
def test_another_district_finds_nothing(entry, neighbour, at_screen, step):
    client = at_screen(neighbour)
    ask = client.post if step == "guardian/" else client.get
    assert ask(f"/register/{entry.pk}/{step}").status_code == 404
    assert client.get(page_of(entry)).status_code == 404
    assert client.get(f"/register/new/elderly/?person={entry.person_id}").status_code == 404


def test_a_supervisor_reads_and_does_not_write(entry, supervisor, at_screen):
    client = at_screen(supervisor)
    page = client.get(page_of(entry))
    assert "门铃坏了" not in page.content.decode()
    assert page.context["may_edit"] is False
    assert client.get(f"/register/{entry.pk}/edit/").status_code == 403


def test_a_page_is_a_fixed_number_of_questions(entry, grid, at_screen):
    client = at_screen(grid)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(page_of(entry))
        return len(found)

    before = asked()
    client.post(f"/register/new/elderly/?person={entry.person_id}", {})
    assert asked() <= before <= 30
