"""An inbox holds what was said to its reader's posts, in the reader's language, until it is marked as read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from portal.access.roles import Role
from portal.access.services import grant
from portal.notices import posts, selectors, services, wording
from portal.notices.models import Notice, Receipt
from tests.cast import DISTRICT
from tests.notices.conftest import say

pytestmark = pytest.mark.django_db


def test_each_reads_what_was_said_to_their_posts(supervisor, city, operator):
    say(to=f"supervisor@{DISTRICT}")
    say(to="supervisor@2301")
    say(to=f"user:{operator.pk}")

    assert [notice.to for notice in selectors.inbox(supervisor)] == [f"supervisor@{DISTRICT}"]
    assert [notice.to for notice in selectors.inbox(city)] == ["supervisor@2301"]
    assert [notice.to for notice in selectors.inbox(operator)] == [f"user:{operator.pk}"]


def test_who_supervises_the_city_and_a_district_reads_both_posts(city, areas):
    grant(city, Role.SUPERVISOR, areas[DISTRICT])
    say(to=f"supervisor@{DISTRICT}")
    say(to="supervisor@2301")

    assert selectors.inbox(city).count() == 2


def test_the_newest_stands_first(supervisor):
    say("first.said")
    say("then.said")

    assert [notice.kind for notice in selectors.inbox(supervisor)] == ["then.said", "first.said"]


def test_reading_is_personal(supervisor, areas, person):
    other = person("second", Role.SUPERVISOR, on=areas[DISTRICT])
    say()
    services.mark_read(list(selectors.unread(supervisor)), by=supervisor)

    assert selectors.unread(supervisor).count() == 0
    assert selectors.unread(other).count() == 1


def test_the_first_reading_counts(supervisor):
    say()
    notices = list(selectors.inbox(supervisor))
    services.mark_read(notices, by=supervisor)
    first = Receipt.objects.get().read_at
    services.mark_read(notices, by=supervisor)

    assert Receipt.objects.get().read_at == first


def test_a_sentence_is_made_for_its_reader(areas):
    say("commitment.escalated", params={"kind": "case.answer"}, level=2)
    notice = Notice.objects.get()

    with override("en"):
        assert wording.sentence_of(notice) == "20261121-0137: “Answer” is overdue, level 2"
    assert wording.tone_of(notice) == "late"


def test_a_kind_without_words_is_not_lost(areas):
    say("something.new")
    with override("en"):
        assert wording.sentence_of(Notice.objects.get()) == "20261121-0137: something.new"


def test_words_with_a_parameter_that_is_missing_fall_back(areas, monkeypatch):
    monkeypatch.setitem(wording._sentences, "case.test", "%(number)s at %(place)s")
    say("case.test", params={"place": "A"})
    say("case.test")
    with override("en"):
        assert [wording.sentence_of(notice) for notice in Notice.objects.order_by("pk")] == [
            "20261121-0137 at A",
            "20261121-0137: case.test",
        ]


def test_posts_in_words(areas, django_assert_num_queries):
    with override("en"), django_assert_num_queries(1):
        labels = posts.labels_of(["supervisor@230110", "grid@230110003001", "user:7", "hospital:3", "what@ever", "odd"])
    assert labels["supervisor@230110"] == "supervisor · 香坊区"
    assert labels["grid@230110003001"] == "grid worker · 安埠社区"
    assert labels["what@ever"] == "what@ever"
    assert labels["odd"] == "odd"


class TestPage:
    def test_it_lists_and_marks(self, client, supervisor):
        client.force_login(supervisor)
        say()
        say("commitment.escalated", params={"kind": "case.answer"}, level=1)

        page = client.get(reverse("notices:inbox"))
        assert page.status_code == 200
        assert page.content.decode().count('id="notice-') == 2
        client.post(reverse("notices:mark_read"), {"id": selectors.inbox(supervisor)[0].pk})
        assert selectors.unread(supervisor).count() == 1
        client.post(reverse("notices:mark_read"))
        assert selectors.unread(supervisor).count() == 0

    def test_unread_only(self, client, supervisor):
        client.force_login(supervisor)
        say()
        services.mark_read(list(selectors.inbox(supervisor)), by=supervisor)
        say()

        assert client.get(reverse("notices:inbox"), {"unread": ""}).content.decode().count('id="notice-') == 1

    def test_nobody_marks_what_is_not_theirs(self, client, supervisor, neighbour):
        say()
        client.force_login(neighbour)
        client.post(reverse("notices:mark_read"), {"id": [Notice.objects.get().pk, "x", "-1"]})

        assert Receipt.objects.count() == 0

    def test_by_htmx_the_screen_is_told_to_read_again(self, client, supervisor):
        client.force_login(supervisor)
        answer = client.post(reverse("notices:mark_read"), headers={"HX-Request": "true"})

        assert (answer.status_code, answer["HX-Trigger"]) == (204, "reread")

    def test_a_long_inbox_costs_no_more_queries(self, client, supervisor, django_assert_num_queries):
        client.force_login(supervisor)
        say()
        client.get(reverse("notices:inbox"))
        with CaptureQueriesContext(connection) as for_one:
            client.get(reverse("notices:inbox"))
        for _ in range(60):
            say()

        with django_assert_num_queries(len(for_one)):
            client.get(reverse("notices:inbox"))

    def test_an_empty_one_says_so(self, client, nobody):
        client.force_login(nobody)
        assert client.get(reverse("notices:inbox")).status_code == 200

    def test_not_without_log_in(self, client):
        assert client.get(reverse("notices:inbox")).status_code == 302
