"""Changing keys under rows in use: all stays readable at every step, and an old key goes only when it is idle."""

import base64
import json
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.access.models import Share
from portal.audit.models import Entry
from portal.audit.services import record
from portal.privacy import keys
from portal.privacy.rotation import usage

from .sample import sample_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring(settings, tmp_path, monkeypatch):
    """A key file of the test's own."""
    monkeypatch.delenv("SEALING_KEYS", raising=False)
    path = tmp_path / "keys" / "sealing.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(os.urandom(32)).decode()}}))
    settings.DATA_DIR = tmp_path
    settings.SEALING_KEYS = path.read_text()
    yield lambda: json.loads(path.read_text())
    keys.forget()


@pytest.fixture
def share(ring, nobody):
    return Share.objects.create(
        user=nobody,
        subject_kind="case",
        subject_id=uuid4(),
        actions=[],
        reason="会诊",
        until=timezone.now() + timedelta(hours=1),
        by=nobody,
    )


def reason_of(share):
    return Share.objects.get(pk=share.pk).reason


def test_the_whole_change(ring, share, capsys):
    call_command("rotate_keys", "add")
    assert (ring()["current"], set(ring()["keys"])) == ("1", {"1", "2"})
    call_command("rotate_keys", "use", "2")
    assert reason_of(share) == "会诊"
    call_command("rotate_keys", "reseal")
    assert usage()["access.Share.reason", "2"] == 1
    call_command("rotate_keys", "drop", "1")
    assert set(ring()["keys"]) == {"2"}
    assert reason_of(share) == "会诊"
    call_command("rotate_keys", "status")
    assert "access.Share.reason: 1 by key 2" in capsys.readouterr().out


def test_a_key_still_in_use_is_not_dropped(ring, share):
    call_command("rotate_keys", "add")
    with pytest.raises(CommandError, match="current"):
        call_command("rotate_keys", "drop", "1")
    call_command("rotate_keys", "use", "2")
    with pytest.raises(CommandError, match=r"still seals: access\.Share\.reason"):
        call_command("rotate_keys", "drop", "1")


def test_the_journal_keeps_its_key(ring, nobody):
    record("case.judge", by=nobody, reason="因为")
    call_command("rotate_keys", "add")
    call_command("rotate_keys", "use", "2")
    call_command("rotate_keys", "reseal")
    assert Entry.objects.get(action="case.judge").reason == "因为"
    with pytest.raises(CommandError, match=r"audit\.Entry\.reason"):
        call_command("rotate_keys", "drop", "1")


def test_resealing_twice_does_nothing_the_second_time(ring, share):
    call_command("rotate_keys", "add")
    call_command("rotate_keys", "use", "2")
    call_command("rotate_keys", "reseal")
    before = Share.objects.values_list("reason").get()
    call_command("rotate_keys", "reseal")
    assert Share.objects.values_list("reason").get() == before


def test_keys_of_the_environment_are_changed_there(ring, monkeypatch):
    monkeypatch.setenv("SEALING_KEYS", "{}")
    with pytest.raises(CommandError, match="environment"):
        call_command("rotate_keys", "add")


@pytest.mark.parametrize("words", [["use"], ["drop"], ["add", "1"], ["use", "7"], ["drop", "7"]])
def test_a_step_that_makes_no_sense_is_refused(ring, words):
    with pytest.raises(CommandError):
        call_command("rotate_keys", *words)


def test_the_file_stays_its_owners(ring, settings):
    call_command("rotate_keys", "add")
    assert (settings.DATA_DIR / "keys" / "sealing.json").stat().st_mode & 0o777 == 0o600


def test_indexes_follow_a_new_index_key(settings, monkeypatch):
    with sample_model() as sample:
        row = sample.objects.create(name="李秀兰", phone="13800000452")
        monkeypatch.setattr("portal.privacy.rotation.apps.get_models", lambda: [sample])
        settings.INDEX_KEY = base64.b64encode(b"k" * 32).decode()
        call_command("rotate_keys", "reindex")
        found = sample.objects.get(phone_index=sample._meta.get_field("phone_index").of("13800000452"))
        assert found == row


def test_a_token_is_counted_by_the_key_in_front_of_it(ring, share):
    with connection.cursor() as cursor:
        cursor.execute("SELECT substring(reason FROM 3 FOR get_byte(reason, 1)) FROM access_share")
        assert bytes(cursor.fetchone()[0]) == b"1"
