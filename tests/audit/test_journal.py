"""The journal: written with what it is about, kept free of personal data, and refused to every change."""

import uuid
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction

from portal.audit.models import Entry
from portal.audit.redaction import REDACTED, redacted
from portal.audit.selectors import entries_about, last_about
from portal.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(nobody):
    return record("case.judge", by=nobody, subject_kind="case", subject_id=uuid.uuid4(), number="20220420-0001")


def test_an_entry_says_who_did_what_to_which_where(operator, areas):
    subject = uuid.uuid4()
    record(
        "case.judge",
        by=operator,
        subject_kind="case",
        subject_id=subject,
        number="20220420-0001",
        area_id="230110",
        detail={"from": "answered", "to": "judged"},
        reason="李秀兰的家属要求",
    )
    entry = last_about("case", subject)
    assert (entry.action, entry.by, entry.number, entry.area_id) == ("case.judge", operator, "20220420-0001", "230110")
    assert entry.detail == {"from": "answered", "to": "judged"}
    assert entry.reason == "李秀兰的家属要求"


def test_the_time_is_the_databases_and_orders_entries_of_one_transaction(operator):
    subject = uuid.uuid4()
    for name in ("first", "second", "third"):
        record(f"case.{name}", subject_kind="case", subject_id=subject)
    actions = [entry.action for entry in entries_about("case", subject)]
    assert actions == ["case.third", "case.second", "case.first"]
    assert abs((entries_about("case", subject)[0].at - datetime.now(UTC)).total_seconds()) < 60


def test_the_program_itself_writes_without_a_person():
    assert record("sweep.alarm").by is None
    assert record("login.fail", by=AnonymousUser()).by is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET action = 'nothing'",
        "DELETE FROM audit_entry",
        "SET LOCAL changyi.journal = 'strict'; SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_entry CASCADE",
    ],
    ids=["update", "delete", "truncate"],
)
def test_the_database_refuses_every_change(entry, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.get() == entry


def test_the_orm_is_refused_too(entry):
    entry.action = "nothing"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_what_is_undone_is_not_in_the_journal():
    with transaction.atomic():
        record("case.judge")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "value",
    [
        "李秀兰",
        "13800000452",
        13800000452,
        "23000019400101004X",
        "call at 3",
        "x" * 65,
        object(),
        {"a": "头晕"},
        ["王"],
    ],
    ids=repr,
)
def test_whatever_might_be_about_a_person_is_redacted(value):
    assert REDACTED in str(redacted({"about": value}))


@pytest.mark.parametrize(
    "value",
    ["judged", "20220420-0001", "2022-04-20T10:00:00.123456+08:00", f"{uuid.UUID(int=123456789012)}", 42, True, None],
    ids=repr,
)
def test_codes_numbers_and_instants_stay(value):
    assert redacted({"about": value, "more": [value]}) == {"about": value, "more": [value]}


def test_area_codes_are_long_numbers_under_their_own_key():
    assert redacted({"to_area": "230110003001"}) == {"to_area": "230110003001"}
    assert redacted({"to": "230110003001"}) == {"to": REDACTED}


def test_a_key_that_names_a_masked_field_keeps_nothing():
    assert redacted({"reason": "ok"}) == {"reason": REDACTED}
