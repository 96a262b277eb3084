"""Shares: one thing opened to one person for a while, and nothing beside it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.access.api import can, visible
from portal.access.models import Share
from portal.access.registry import Rule, register
from portal.access.roles import Role
from portal.access.selectors import forget
from portal.access.services import end_share, share
from portal.audit.models import Entry
from portal.audit.selectors import entries_about, last_about
from portal.audit.services import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_of_test")]


@pytest.fixture
def entry_rules(rules_of_test):
    """Journal entries stand in for the cases of an upper app: they have a uuid and an area."""
    register(
        scopes={"audit.Entry": {"area": "area_id"}},
        rules=[
            Rule("entry.view", {"area": {Role.OPERATOR}}),
            Rule("entry.change", {"area": {Role.OPERATOR}}),
            Rule("entry.share", {"area": {Role.OPERATOR}}),
        ],
    )


@pytest.fixture
def thing(areas, entry_rules):
    return record("case.create", area_id="230110003")


@pytest.fixture
def given(thing, operator, neighbour):
    until = timezone.now() + timedelta(hours=1)
    return share(thing, to=neighbour, actions={"entry.view"}, reason="联合会诊", until=until, by=operator)


def seen(user):
    forget(user)
    return list(visible(user, "entry.view", Entry.objects.filter(action="case.create")))


def test_it_opens_one_thing_for_the_actions_named(thing, neighbour, given):
    record("case.create", area_id="230110003")
    assert seen(neighbour) == [thing]
    assert can(neighbour, "entry.view", thing)
    assert not can(neighbour, "entry.change", thing)


def test_it_is_in_the_journal_with_its_reason(thing, operator, neighbour, given):
    entry = last_about("entry", thing.pk)
    assert (entry.action, entry.by, entry.reason) == ("access.share", operator, "联合会诊")
    assert entry.detail["user"] == neighbour.pk


def test_it_runs_out_by_itself(thing, neighbour, given, monkeypatch):
    assert can(neighbour, "entry.view", thing)
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not can(neighbour, "entry.view", thing)  # the shares were read before, the instant is looked at each time
    assert seen(neighbour) == []


def test_it_is_taken_back(thing, operator, neighbour, given):
    end_share(given, by=operator)
    assert seen(neighbour) == []
    assert entries_about("entry", thing.pk)[0].action == "access.end_share"


def test_nobody_shares_what_they_may_not_do(thing, neighbour, supervisor):
    for by in (neighbour, supervisor):
        with pytest.raises(PermissionDenied):
            share(thing, to=neighbour, actions={"entry.view"}, reason="…", until=timezone.now(), by=by)
    assert not Share.objects.exists()


def test_a_share_of_another_kind_of_thing_with_the_same_id_opens_nothing(thing, neighbour, operator):
    until = timezone.now() + timedelta(hours=1)
    for kind, subject in (("booking", thing.pk), ("entry", uuid4())):
        Share.objects.create(
            user=neighbour,
            subject_kind=kind,
            subject_id=subject,
            actions=["entry.view"],
            reason="…",
            until=until,
            by=operator,
        )
    assert not can(neighbour, "entry.view", thing)
    assert seen(neighbour) == []
