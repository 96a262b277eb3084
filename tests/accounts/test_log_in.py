"""Logging in and out: where one wanted to go, for how long, in which language, and what guessing leads to."""

import pytest
from django.urls import reverse

from portal.audit.models import Entry

pytestmark = pytest.mark.django_db
LOG_IN = "/login/"


def enter(client, name="operator", password=None, **more):
    return client.post(LOG_IN, {"username": name, "password": password or f"demo-{name}", **more})


def journal(action):
    return [entry.subject_id for entry in Entry.objects.filter(action=action)]


def test_the_page_opens_to_strangers(client):
    response = client.get(LOG_IN)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_name_and_password_lead_in(client, operator):
    assert enter(client).url == reverse("console:home")
    assert client.session["_auth_user_id"] == str(operator.pk)
    assert journal("account.log_in") == [str(operator.pk)]


def test_the_page_one_wanted_is_kept(client, operator):
    page = client.get(f"{LOG_IN}?next=/me/profile/")
    assert 'name="next" value="/me/profile/"' in page.content.decode()
    assert enter(client, next="/me/profile/").url == "/me/profile/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_host(client, operator, elsewhere):
    assert enter(client, next=elsewhere).url == reverse("console:home")


def test_a_wrong_password_is_told_apart_from_nothing(client, operator):
    wrong, unknown = enter(client, password="wrong"), enter(client, name="nobody-at-all")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert journal("account.log_in_failed") == [str(operator.pk)]


def test_an_account_that_was_closed_is_closed(client, person):
    person("gone", is_active=False)
    assert enter(client, "gone").status_code == 422


def test_closing_an_account_ends_its_session(client, operator):
    enter(client)
    operator.is_active = False
    operator.save()
    assert client.get("/me/profile/").status_code == 302


def test_who_is_in_already_is_sent_on(client, operator):
    enter(client)
    assert client.get(f"{LOG_IN}?next=/me/profile/").url == "/me/profile/"


def test_the_session_gets_a_new_key(client, operator):
    client.get(LOG_IN)
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    enter(client)
    assert client.session.session_key != before


def test_it_lasts_a_shift_or_as_long_as_a_shared_computers_browser(client, operator, settings):
    enter(client)
    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
    client.post("/logout/")
    enter(client, shared="on")
    assert client.session.get_expire_at_browser_close()


def test_log_out_needs_a_post_and_is_journalled(client, operator):
    enter(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == LOG_IN
    assert "_auth_user_id" not in client.session
    assert journal("account.log_out") == [str(operator.pk)]


def test_guessing_locks_the_name_at_that_address_only(client, operator, grid, settings):
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        enter(client, password="guess")
    locked = enter(client)  # the right one too
    assert locked.status_code == 429
    assert "operator" not in locked.content.decode()
    assert enter(client, "grid").status_code == 302  # a colleague in the same office
    client.post("/logout/")
    elsewhere = {"username": "operator", "password": "demo-operator"}
    assert client.post(LOG_IN, elsewhere, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_demo_tells_its_passwords_and_nothing_else_does(client, settings):
    assert "demo-" not in client.get(LOG_IN).content.decode()
    settings.DEMO = True
    assert "dispatcher" in client.get(LOG_IN).content.decode()
