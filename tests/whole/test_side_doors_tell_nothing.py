"""Queues, logs, webhooks and live messages carry ids: whoever reads them learns nobody's name."""

import inspect
import json
import logging
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from cases.lifecycle import CASE
from cases.policies.services import activate
from cases.services.intake import Intake, receive
from cases.services.people import Identity
from cases.views import entry
from portal.celery import app
from portal.lifecycle.move import move
from portal.notices.leasing import take
from portal.notices.live.publishing import CHANNEL
from portal.notices.models import Delivery
from tests.cast import COMMUNITY
from tests.whole.residents import secret
from tests.whole.walking import walkers
from tests.whole.watching import Watch, all_identities, all_words

LIVE_WORDS = {"topic", "area", "number", "to", "hospital", "fleet", "checkpoint", "user"}


def our_tasks():
    app.loader.import_default_modules()
    ours = ("portal.", "hospitals.", "transport.", "cases.")
    return {name: task for name, task in app.tasks.items() if name.startswith(ours)}


def test_tasks_take_nothing_about_anybody():
    """They look in the database for what is to be done: an argument would lie in Redis, and in the worker's log."""
    assert our_tasks()
    for name, task in our_tasks().items():
        assert not inspect.signature(task.run).parameters, f"{name} takes arguments: what would stand in the queue?"
    for planned in settings.CELERY_BEAT_SCHEDULE.values():
        assert not planned.get("args")
        assert not planned.get("kwargs")


def test_a_webhook_carries_codes(world):
    watch = Watch([*all_identities(world), *all_words(world)])
    for district in world.districts:
        Delivery.objects.filter(endpoint=district.endpoint).update(state="waiting", leased_until=None)
        letters = take(district.endpoint, lease=uuid.uuid4())
        assert letters
        assert not watch.found_in(json.dumps([letter.content for letter in letters], ensure_ascii=False, default=str))


@pytest.fixture
def told(world):
    """What the page of call entry sends, and who is meant."""
    who = secret()
    form = {
        "channel": "hotline", "area": world.ours.community.pk, "name": who.name, "caller_phone": who.caller_phone,
        "phone": who.phone, "id_number": who.id_number, "address": who.address, "birth_date": who.birth_date,
        "need": "medicine", "severity": "routine", "control": "none", "description": who.said,
    }  # fmt: skip
    return who, form


def test_logs_of_a_day_that_goes_well(world, told, caplog):
    who, form = told
    (walker,) = walkers(world, "operator")
    with caplog.at_level(logging.DEBUG):
        assert walker.call("POST", reverse("cases:new"), form).status_code == 302
        walker.call("POST", reverse("cases:search"), {"q": who.name})
        walker.call("GET", f"/api/v1/cases/?q={who.phone}")
        walker.call("POST", reverse("cases:new"), form | {"need": "nonsense"})
        walker.call("POST", "/api/v1/cases/", {"patient": {"name": who.name, "phone": who.phone}})
    assert caplog.records
    assert not Watch([*who.identity, *who.words]).found_in(caplog.text)


@pytest.mark.parametrize("broken", ["the program", "the database"])
def test_logs_of_a_day_that_goes_wrong(world, told, caplog, monkeypatch, broken):
    """An error is told with its place in the code, never with what was typed."""
    who, form = told

    def fail(intake, by):
        if broken == "the program":
            raise RuntimeError("something was forgotten")
        case = receive(intake, by=by)
        with connection.cursor() as cursor:  # PostgreSQL quotes the failing row
            cursor.execute("UPDATE cases_case SET need = NULL WHERE id = %s", [case.pk])

    monkeypatch.setattr(entry, "receive", fail)
    (walker,) = walkers(world, "operator")
    with caplog.at_level(logging.DEBUG):
        answer = walker.call("POST", reverse("cases:new"), form)
    watch = Watch([*who.identity, *who.words])
    assert answer.status_code == 500
    assert "Internal Server Error" in caplog.text
    assert not watch.found_in(caplog.text)
    assert not watch.found_in_answer(answer)


@pytest.mark.django_db(transaction=True)
def test_live_messages(policy, operator):
    """Heard as a stranger on the database would hear them: at the commit of a request and of its moves."""
    who = secret()
    patient = Identity(name=who.name, phone=who.phone, address=who.address, id_number=who.id_number)
    with psycopg.connect(**_address(), autocommit=True) as stranger:
        stranger.execute(f"LISTEN {CHANNEL}")
        intake = Intake(area_id=COMMUNITY, need="medicine", patient=patient, description=who.said)
        case = receive(intake, by=operator)
        for name, data in (("answer", {"channel": "phone"}), ("judge", {}), ("arrange", {"brief": who.written})):
            case = move(CASE, case, name, by=operator, data={"note": who.written, **data})
        heard = [notification.payload for notification in stranger.notifies(timeout=1)]
    assert len(heard) > 4
    for payload in heard:
        assert not Watch([*who.identity, *who.words]).found_in(payload)
        assert set(json.loads(payload)) <= LIVE_WORDS


def _address() -> dict[str, str]:
    known = connection.settings_dict
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {name: known[key] for name, key in names.items() if known[key]}


@pytest.fixture
def policy(areas):
    return activate("harbin-2022-04", area=areas["2301"])
