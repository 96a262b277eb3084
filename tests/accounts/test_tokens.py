"""Tokens of the API: given against name and password, kept as digests, ended by time, person and password."""

import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import include, path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.decorators import signed_in
from portal.accounts.models import ApiToken
from portal.accounts.services import factors
from portal.accounts.services.tokens import MOST, digest_of, issue_token
from portal.accounts.totp import STEP, code_at

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
TOKEN = "/api/v1/token/"
ADDRESS = "127.0.0.1"


@signed_in("says who calls")
class Who(APIView):
    def get(self, request):
        return Response(request.user.username)


urlpatterns = [path("who/", Who.as_view()), path("", include("portal.urls"))]


@pytest.fixture(autouse=True)
def fresh_throttle():
    caches["shared"].delete(f"throttle_token_{ADDRESS}")


def ask(client, name="operator", password=None, **more):
    given = {"username": name, "password": password or f"demo-{name}", **more}
    return client.post(TOKEN, given, content_type="application/json")


def who(client, key):
    response = client.get("/who/", headers={"Authorization": f"Token {key}"})
    return response.json() if response.status_code == 200 else response.status_code


def test_name_and_password_against_a_token(client, operator):
    key = ask(client).json()["token"]
    assert who(client, key) == "operator"
    assert ApiToken.objects.get().digest == digest_of(key) != key


@pytest.mark.parametrize("given", [{"password": "wrong"}, {"name": "nobody-at-all"}])
def test_a_wrong_one_is_401_in_the_shape_of_all_errors(client, operator, given):
    response = ask(client, **given)
    assert response.status_code == 401
    assert response.json().keys() == {"code", "message", "fields"}


def test_what_is_missing_is_named(client):
    response = client.post(TOKEN, {}, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["fields"].keys() == {"username", "password"}


def test_guessing_is_locked(client, operator, settings):
    settings.AXES_ENABLED = True
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        ask(client, password="guess")
    response = ask(client)
    assert (response.status_code, response.json()["code"]) == (429, "locked")


def test_asking_is_throttled(client, operator):
    codes = {ask(client, name=f"x{n}").status_code for n in range(61)}
    assert codes == {401, 429}


@pytest.mark.parametrize("key", ["", "wrong", "0" * 40])
def test_another_key_opens_nothing(client, operator, key):
    issue_token(operator)
    assert who(client, key) == 401


def test_it_ends_with_time(client, operator):
    key = issue_token(operator)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert who(client, key) == 401


def test_it_ends_with_the_account(client, operator):
    key = issue_token(operator)
    operator.is_active = False
    operator.save()
    assert who(client, key) == 401


def test_it_ends_with_the_password(client, operator):
    key = issue_token(operator)
    client.force_login(operator)
    new = {"old_password": "demo-operator", "new_password1": "long-enough-3", "new_password2": "long-enough-3"}
    assert client.post("/me/password/", new).status_code == 302
    client.logout()
    assert who(client, key) == 401
    assert ask(client, password="long-enough-3").status_code == 200


def test_the_oldest_go_when_there_are_too_many(client, operator):
    keys = [issue_token(operator) for _number in range(MOST + 1)]
    assert ApiToken.objects.count() == MOST
    assert who(client, keys[0]) == 401
    assert who(client, keys[-1]) == "operator"


def test_the_last_use_is_written_once_an_hour(client, operator, django_assert_num_queries):
    key = issue_token(operator)
    who(client, key)
    used = ApiToken.objects.get().last_used_at
    assert used is not None
    with django_assert_num_queries(1):
        who(client, key)
    assert ApiToken.objects.get().last_used_at == used


def test_a_second_factor_is_asked_for_here_too(client, operator):
    factor = factors.begin(operator)
    now = int(timezone.now().timestamp()) // STEP
    factors.confirm(factor, code=code_at(factor.secret, now))
    assert ask(client).json()["code"] == "second_factor"
    assert ask(client, code="000000").status_code == 401
    assert "token" in ask(client, code=code_at(factor.secret, now + 1)).json()


def test_who_must_have_one_gets_no_token_without(client, operator, settings):
    settings.SECOND_FACTOR_ROLES = ["operator"]
    assert ask(client).json()["code"] == "second_factor"


def test_all_processes_count_together(client, operator, settings):
    """Another process has a cache of its own, and the same Redis."""
    caches["shared"].set(f"throttle_token_{ADDRESS}", [time.time()] * 60)
    assert ask(client).status_code == 429


def test_without_redis_tokens_are_given_all_the_same(client, operator, settings):
    settings.CACHES = {**settings.CACHES, "shared": {**settings.CACHES["shared"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert ask(client).status_code == 200
