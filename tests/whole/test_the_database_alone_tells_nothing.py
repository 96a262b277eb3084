"""Whoever steals the database and not the keys learns no name, number, address or word that anybody said."""

import base64
import uuid
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.api.models import GivenAnswer
from portal.audit.models import Entry
from tests.whole.residents import secret
from tests.whole.walking import walkers
from tests.whole.watching import Watch, all_identities, all_words

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"


def rows_as_text(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return [row[0] for row in cursor.fetchall()]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return sorted(row[0] for row in cursor.fetchall())


@pytest.fixture
def watch(world) -> Watch:
    told = [*all_identities(world), *all_words(world)]
    # Bytes that were written as they are would stand there in hexadecimal.
    return Watch([*told, *(text.encode().hex() for text in told)])


def test_no_row_of_any_table_holds_anything_in_clear(world, watch):
    found = {table: watch.found_in("\n".join(rows_as_text(table))) for table in tables()}
    assert len(found) > 40
    assert not {table: secrets for table, secrets in found.items() if secrets}


def test_the_watch_would_see_it(world, watch):
    """What the tables hold of a resident is really there, sealed; in clear it would have been found."""
    who = world.ours.secrets[world.ours.cases["received"].number]
    assert who.name == world.ours.cases["received"].person.name
    with connection.cursor() as cursor:
        cursor.execute("UPDATE areas_area SET name = %s WHERE code = '230103'", [who.name])
    assert watch.found_in("\n".join(rows_as_text("areas_area"))) == {who.name}


def test_the_journal_keeps_codes_and_ids(world, watch):
    """Its clear part, as a reader of the table sees it, and as it is drawn on the page."""
    entries = Entry.objects.defer("reason")
    assert entries.count() > 100
    clear = "\n".join(f"{entry.action} {entry.subject_id} {entry.number} {entry.detail}" for entry in entries)
    assert not watch.found_in(clear)


def test_no_digest_of_a_call_can_be_guessed(world, settings):
    """The body of a call is short: with its plain digest a telephone number is found by trying all there are."""
    (walker,) = walkers(world, "operator")
    body = {"area": world.ours.community.pk, "person": {"name": "王建国", "phone": "19907139999"}, "group": "elderly"}
    kept = []
    for key in (settings.INDEX_KEY, base64.b64encode(bytes(32)).decode()):
        settings.INDEX_KEY = key
        look = lambda: kept.append(GivenAnswer.objects.get().fingerprint)  # noqa: E731
        answer = walker.call("POST", "/api/v1/register/", body, look=look, **{"Idempotency-Key": "k"})
        assert answer.status_code == 201
    assert kept[0] != kept[1]


def test_a_session_remembers_no_names(world):
    """After a call was typed in, searched for and shown, the session of the operator holds ids only."""
    who, client = secret(), Client()
    client.force_login(world.people["operator"])
    told = {
        "token": uuid.uuid4().hex, "channel": "hotline", "area": world.ours.community.pk, "name": who.name,
        "caller_phone": who.caller_phone, "phone": who.phone, "id_number": who.id_number, "address": who.address,
        "need": "medicine", "severity": "routine", "control": "none", "description": who.said,
    }  # fmt: skip
    client.post(reverse("cases:draft", kwargs={"key": "case-new"}), told)
    entered = client.post(reverse("cases:new"), told)
    assert entered.status_code == 302, entered.context["form"].errors
    client.post(reverse("cases:search"), {"q": who.phone})
    client.post(f"{entered.url}reveal/phone/", {"reason": "call_back", "note": who.written})
    assert who.phone in client.get(entered.url).content.decode(), "the look is open: that is what is remembered"
    store = import_module(settings.SESSION_ENGINE).SessionStore
    remembered = "\n".join(str(store().decode(row.session_data)) for row in Session.objects.all())
    assert entered.url.split("/")[-2] in remembered
    assert not Watch([*who.identity, *who.words]).found_in(remembered)
