"""Seals over the journal: whoever rewrites the past is found out, even with the rights to do it."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from portal.audit.models import Entry, Seal, Unsealed
from portal.audit.selectors import broken_seals, head
from portal.audit.services import record, seal_batch
from portal.audit.tasks import seal_journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(nobody):
    """Five entries under three seals."""
    for number in range(5):
        record("case.judge", by=nobody, number=f"20220420-000{number}", detail={"n": number}, reason="因为")
    while seal_batch(limit=2):
        pass


TABLES = ("audit_entry", "audit_seal", "audit_unsealed")


@contextmanager
def as_owner_of_the_database():
    """What the trigger cannot stop: whoever owns the tables may switch it off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_every_entry_is_sealed_once(journal):
    assert Seal.objects.count() == 3
    assert sum(len(seal.entries) for seal in Seal.objects.all()) == Entry.objects.count() == 5
    assert not Unsealed.objects.exists()
    assert list(broken_seals()) == []


def test_the_task_seals_what_came_since(journal):
    record("case.close")
    assert seal_journal() == 1
    assert seal_journal() == 0


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("UPDATE audit_entry SET by_id = NULL WHERE number = '20220420-0003'", "changed after it was sealed"),
        ("UPDATE audit_entry SET at = at - interval '1 hour' WHERE number = '20220420-0003'", "changed after"),
        ("UPDATE audit_entry SET reason = NULL WHERE number = '20220420-0003'", "changed after it was sealed"),
        ("DELETE FROM audit_entry WHERE number = '20220420-0003'", "are gone"),
        ("DELETE FROM audit_seal WHERE id = (SELECT max(id) - 1 FROM audit_seal)", "does not continue"),
        ("DELETE FROM audit_seal WHERE id = (SELECT max(id) FROM audit_seal)", "neither sealed nor waiting"),
    ],
)
def test_a_rewritten_past_is_found(journal, sql, complaint):
    with as_owner_of_the_database() as cursor:
        cursor.execute(sql)
    assert complaint in " ".join(broken_seals())
    with pytest.raises(CommandError, match=complaint):
        call_command("verify_journal")


def test_an_entry_smuggled_past_the_seal_is_found(journal):
    with as_owner_of_the_database():
        record("case.judge")
    assert "neither sealed nor waiting" in " ".join(broken_seals())


def test_a_journal_replaced_as_a_whole_is_found_by_a_digest_noted_before(journal, capsys):
    noted = head()
    call_command("verify_journal", "--knows", noted)
    assert noted in capsys.readouterr().out
    with pytest.raises(CommandError, match="replaced"):
        call_command("verify_journal", "--knows", "0" * 64)


def test_waiting_entries_are_no_fault(journal):
    record("case.close")
    call_command("verify_journal")
    call_command("verify_journal", "--seal")
    assert not Unsealed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_sealed_in_a_later_batch():
    other = connection.copy()
    try:
        with transaction.atomic():
            record("case.early")
            with other.cursor() as cursor:  # committed while the earlier one is still open
                cursor.execute(
                    "INSERT INTO audit_entry (id, action, subject_kind, subject_id, number, detail)"
                    " VALUES (gen_random_uuid(), 'case.late', '', '', '', '{}')"
                )
                cursor.execute("SELECT count(*) FROM audit_unsealed")
                assert cursor.fetchone() == (1,)
    finally:
        other.close()
    assert seal_batch() == 2
    assert list(broken_seals()) == []
