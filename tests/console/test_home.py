"""Where people land, and the page about oneself."""

from datetime import timedelta

from django.utils import timezone

from portal.access.roles import Role
from portal.accounts.models import DutyShift
from portal.console import rail
from portal.console.rail import RailItem


def test_a_visitor_is_asked_to_log_in(client, db):
    response = client.get("/")
    assert response.status_code == 302
    assert "next=/" in response["Location"]


def test_a_role_lands_on_its_own_page(client, operator, monkeypatch):
    place = RailItem("mine", "Mine", "console:me", "", home_of=frozenset({Role.OPERATOR}))
    monkeypatch.setattr(rail, "_items", {"mine": place})
    client.force_login(operator)
    assert client.get("/")["Location"] == "/me/"


def test_without_a_page_of_its_own_a_role_finds_all_its_places(client, operator, monkeypatch):
    monkeypatch.setattr(rail, "_items", {"mine": RailItem("mine", "Mine of gold", "console:me", "")})
    client.force_login(operator)
    response = client.get("/")
    assert response.status_code == 200
    assert "Mine of gold" in response.content.decode()


def test_without_a_post_one_is_told_whom_to_ask(client, person, monkeypatch):
    monkeypatch.setattr(rail, "_items", {})
    client.force_login(person("newcomer"))
    assert "empty__title" in client.get("/").content.decode()


def test_me_names_area_and_posts(client, operator):
    client.force_login(operator)
    page = client.get("/me/").content.decode()
    assert "哈尔滨市 · 香坊区" in page
    assert page.count("chip--group") == 1


def test_the_rail_can_be_read_alone(client, operator, monkeypatch):
    monkeypatch.setattr(rail, "_items", {"mine": RailItem("mine", "Mine", "console:me", "", count=lambda user: 7)})
    client.force_login(operator)
    fragment = client.get("/rail/", {"at": "/me/"}).content.decode()
    assert "<html" not in fragment
    assert 'aria-current="page"' in fragment
    assert ">7<" in fragment.replace(" ", "").replace("\n", "")


def test_the_frame_says_who_is_on_duty(client, operator, person, areas):
    now = timezone.now()
    shift = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1), "phone": "0451-55550000"}
    DutyShift.objects.create(area=areas["230110"], person=person("zhao", display_name="赵敏"), **shift)
    client.force_login(operator)
    page = client.get("/me/").content.decode()
    assert "赵敏" in page
    assert "0451-55550000" in page


def test_every_frame_costs_the_same_few_queries(client, operator, django_assert_max_num_queries, monkeypatch):
    """Session, user, area, duty, heartbeat, and the scopes by kind of thing; the places count for themselves."""
    monkeypatch.setattr(rail, "_items", {})
    client.force_login(operator)
    client.get("/me/")
    with django_assert_max_num_queries(10):
        client.get("/me/")
