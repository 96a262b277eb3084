"""Chinese first, English by the switch, and the choice follows its person."""

import pytest
from django.conf import settings

COOKIE = settings.LANGUAGE_COOKIE_NAME


def spoken(response):
    return response.headers["Content-Language"]


def switch(client, code, back="/me/"):
    return client.post("/language/", {"language": code, "next": back})


def test_screens_are_chinese_whatever_the_browser_prefers(client, db):
    assert spoken(client.get("/nowhere/", headers={"accept-language": "en"})) == "zh-hans"


def test_a_program_may_ask_by_header(client, db):
    assert spoken(client.get("/api/nowhere/", headers={"accept-language": "en"})) == "en"
    assert spoken(client.get("/api/nowhere/")) == "zh-hans"


def test_the_switch_works_before_log_in(client, db):
    assert switch(client, "en")["Location"] == "/me/"
    page = client.get("/nowhere/")
    assert spoken(page) == "en"
    assert '<html lang="en">' in page.content.decode()


def test_the_switch_is_kept_in_the_account(client, operator):
    client.force_login(operator)
    switch(client, "en")
    operator.refresh_from_db()
    assert operator.language == "en"


def test_a_language_follows_its_person_to_another_browser(client, person):
    reader = person("reader", language="en")
    client.cookies[COOKIE] = "zh-hans"
    client.force_login(reader)
    assert log_in(client, reader).cookies[COOKIE].value == "en"


def test_what_was_chosen_before_log_in_becomes_the_account_s(client, person):
    reader = person("reader")
    switch(client, "en")
    log_in(client, reader)
    reader.refresh_from_db()
    assert reader.language == "en"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_the_switch_leads_nowhere_else(client, db, back):
    assert switch(client, "en", back)["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, db):
    assert COOKIE not in switch(client, "tlh").cookies


def log_in(client, user):
    """As the log-in view does it, whatever its form looks like."""
    from django.contrib.auth import login
    from django.http import HttpResponse
    from django.test import RequestFactory

    from portal.console.language import LanguageMiddleware

    def view(request):
        request.session = client.session
        login(request, user, backend="portal.accounts.backend.PortalBackend")
        return HttpResponse()

    return LanguageMiddleware(view)(RequestFactory().post("/accounts/login/"))
