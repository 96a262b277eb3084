"""The queue: what stands in it, in which order, narrowed how; and never a telephone number in an address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import SavedTab
from portal.commitments.models import Commitment
from portal.lifecycle.move import move
from tests.cases.screens.conftest import HTMX
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
QUEUE = "/queue/"
PHONED = {"channel": "phone"}
AS_LIST = {**HTMX, "HX-Target": "queue"}


@pytest.fixture
def three(policy, operator):
    """One overdue, one due soon, one with time; entered in the wrong order."""
    now = timezone.now()
    calm = request_of(operator, name="甲", phone="13900000001", occurred_at=now)
    soon = request_of(operator, name="乙", phone="13900000002", occurred_at=now)
    late = request_of(operator, name="丙", phone="13900000003", occurred_at=now)
    for case, minutes in ((calm, 90), (soon, 10), (late, -5)):
        clocks = Commitment.objects.filter(number=case.number)
        clocks.update(started_at=now - timedelta(days=1), due_at=now + timedelta(minutes=minutes))
    return late, soon, calm


def numbers(answer):
    return [row.case.number for row in answer.context["page"].rows]


def test_red_first_then_yellow_then_by_time_left(three, operator, at_screen):
    assert numbers(at_screen(operator).get(QUEUE)) == [case.number for case in three]


def test_paused_requests_stand_last(three, operator, at_screen):
    late, soon, calm = three
    move(CASE, late, "answer", by=operator, data=PHONED)
    move(CASE, late, "pause", by=operator, data={"reason": "waiting_family"})
    assert numbers(at_screen(operator).get(QUEUE)) == [soon.number, calm.number, late.number]


def test_every_row_says_its_light_in_words_and_names_nobody(three, operator, at_screen):
    words = at_screen(operator).get(QUEUE).content.decode()
    assert "clock--late" in words
    assert "clock--near" in words
    assert "clock__word" in words
    assert "13900000003" not in words


def test_the_neighbour_district_sees_none_of_it(three, neighbour, at_screen):
    assert numbers(at_screen(neighbour).get(QUEUE)) == []


def test_who_lists_no_requests_has_no_queue(three, desk, at_screen):
    assert at_screen(desk).get(QUEUE).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("light=overdue", 1),
        ("light=near", 1),
        ("area=230110003001", 3),
        ("area=230110003002", 0),
        ("group=dialysis", 0),
        ("need=medicine", 3),
        ("need=nonsense", 3),
        ("state=answered", 0),
        ("severity=routine", 3),
        ("mine=1", 0),
        ("area=2301';--", 3),
    ],
)
def test_it_narrows_by_codes_and_ignores_what_it_does_not_know(three, operator, at_screen, query, found):
    assert len(numbers(at_screen(operator).get(f"{QUEUE}?{query}"))) == found


def test_a_telephone_number_finds_its_request_by_post_and_stays_out_of_the_address(three, operator, at_screen):
    sent = {"text": "139 0000 0002", "need": "medicine"}
    answer = at_screen(operator).post(QUEUE, sent, headers=AS_LIST)
    assert numbers(answer) == [three[1].number]
    assert answer.headers["HX-Replace-Url"] == "/queue/?need=medicine"


def test_a_ticket_s_end_and_a_whole_name_find_it_too(three, operator, at_screen):
    screen, case = at_screen(operator), three[2]
    assert numbers(screen.post(QUEUE, {"text": case.number[-4:]}, headers=AS_LIST)) == [case.number]
    assert numbers(screen.post(QUEUE, {"text": "甲"}, headers=AS_LIST)) == [case.number]


def test_a_re_read_keeps_as_many_rows_as_stood_there(policy, operator, at_screen, monkeypatch):
    monkeypatch.setattr("cases.views.queue.PAGE", 2)
    for number in range(5):
        request_of(operator, name=f"王{number}", phone=f"1390000000{number}")
    screen = at_screen(operator)
    first = screen.get(QUEUE)
    after = str(first.context["page"].next)
    more = screen.post(QUEUE, {"after": after}, headers={**HTMX, "HX-Target": "queue-more"})
    assert len({*numbers(first), *numbers(more)}) == 4
    assert len(numbers(screen.post(QUEUE, {"rows": ["2", "2"]}, headers=AS_LIST))) == 4


def test_a_cursor_written_by_hand_is_the_beginning(three, operator, at_screen):
    answer = at_screen(operator).post(QUEUE, {"after": "1|x|y"}, headers={**HTMX, "HX-Target": "queue-more"})
    assert len(numbers(answer)) == 3


def test_the_number_of_queries_is_the_same_however_long_it_is(policy, operator, at_screen):
    screen = at_screen(operator)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            screen.post(QUEUE, headers=AS_LIST)
        return len(asked)

    request_of(operator, name="王", phone="13900000000")
    count()
    few = count()
    for number in range(1, 12):
        case = request_of(operator, name=f"王{number}", phone=f"139000000{number:02}", groups=["dialysis"])
        if number % 3 == 0:
            move(CASE, case, "answer", by=operator, data=PHONED)
    assert count() == few
    assert few <= 16


def test_tabs_count_what_they_open(three, operator, at_screen):
    screen = at_screen(operator)
    move(CASE, three[2], "answer", by=operator, data=PHONED)
    # One clock late and another due soon: it stands under the first of the two only.
    Commitment.objects.filter(number=three[0].number, kind="case.arrange").update(
        due_at=timezone.now() + timedelta(minutes=5)
    )
    for tab in screen.get(QUEUE).context["tabs"]:
        assert len(numbers(screen.get(tab["url"]))) == tab["count"], tab["label"]


def test_a_filter_is_kept_as_a_tab_with_its_count_without_what_was_searched_for(three, operator, supervisor, at_screen):
    screen = at_screen(operator)
    answer = screen.post("/queue/tabs/new/?need=medicine&text=13900000002", {"name": "买药"}, headers=HTMX)
    assert answer.status_code == 204
    assert SavedTab.objects.get().query == "need=medicine"
    tab = screen.get(QUEUE).context["tabs"][-1]
    assert (tab["label"], tab["count"]) == ("买药", 3)
    assert "买药" not in at_screen(supervisor).get(QUEUE).content.decode()


def test_one_name_stands_on_one_tab(operator, at_screen):
    screen = at_screen(operator)
    screen.post("/queue/tabs/new/?need=medicine", {"name": "买药"}, headers=HTMX)
    answer = screen.post("/queue/tabs/new/?need=outpatient", {"name": "买药"}, headers=HTMX)
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors


def test_a_tab_is_removed_by_its_owner_only(operator, supervisor, at_screen):
    at_screen(operator).post("/queue/tabs/new/?need=medicine", {"name": "买药"}, headers=HTMX)
    tab = SavedTab.objects.get()
    assert at_screen(supervisor).post(f"/queue/tabs/{tab.pk}/drop/").status_code == 404
    assert at_screen(operator).post(f"/queue/tabs/{tab.pk}/drop/").status_code == 302
    assert not SavedTab.objects.exists()


def test_places_say_what_is_open_in_each(three, operator, at_screen):
    branch = at_screen(operator).get("/queue/places/").context["branch"]
    assert [(row.area.name, row.count) for row in branch.below] == [("安埠街道", 3)]
    below = at_screen(operator).get("/queue/places/?area=230110003").context["branch"]
    assert [(row.area.name, row.count) for row in below.below] == [("安埠社区", 3), ("和平社区", 0)]


def test_an_empty_queue_says_what_to_do(policy, operator, at_screen):
    assert 'class="empty"' in at_screen(operator).get(QUEUE).content.decode()
