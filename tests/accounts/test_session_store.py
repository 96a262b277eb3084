"""A session is looked up by a standing question, and is in all else Django's own."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


def opened(store=SessionStore, **told):
    session = store()
    session.update(told)
    session.create()
    return session.session_key


def test_what_was_kept_is_found_again_in_one_question(django_assert_num_queries):
    key = opened(said="hello")
    with django_assert_num_queries(1):
        assert SessionStore(key)["said"] == "hello"


def test_a_session_from_before_goes_on():
    assert SessionStore(opened(DjangoStore, said="hello"))["said"] == "hello"


def test_one_that_ran_out_is_none_and_its_key_is_not_used_again():
    key = opened(said="hello")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    session = SessionStore(key)
    assert session.get("said") is None
    assert session.session_key is None


@pytest.mark.parametrize("key", ["", "nobody-has-this-one-32-characters", "'; DROP TABLE django_session; --"])
def test_a_key_that_nobody_has_opens_nothing(key):
    assert SessionStore(key).get("said") is None
