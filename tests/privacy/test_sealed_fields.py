"""Sealed fields: what is stored is sealed, and anything wrong with it is an error, never text."""

import base64
import json
import pickle
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.db.models import F
from django.test.utils import isolate_apps

from portal.privacy import keys
from portal.privacy.fields import SealedTextField, Token
from portal.privacy.seals import SealBroken, key_id_of, place, seal, unseal

from .sample import sample_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(db):
    with sample_model() as model:
        yield model


@pytest.fixture
def row(sample):
    return sample.objects.create(name="李秀兰", phone="13800000452")


def raw(row, column="name"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM privacy_sample WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def overwrite(row, value, column="name"):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE privacy_sample SET {column} = %s WHERE id = %s", [value, row.pk])


def test_what_is_stored_is_sealed_and_reads_back(sample, row):
    assert "李秀兰".encode() not in raw(row)
    assert sample.objects.get(pk=row.pk).name == "李秀兰"


def test_the_same_text_is_never_sealed_to_the_same_token(sample):
    first, second = (sample.objects.create(name="李秀兰") for _ in range(2))
    assert raw(first) != raw(second)


def test_empty_text_and_none_are_kept_apart(sample):
    row = sample.objects.create(name="", phone=None)
    row.refresh_from_db()
    assert (row.name, row.phone) == ("", None)


def test_every_flipped_byte_is_noticed(sample, row):
    token = raw(row)
    for position in range(len(token)):
        overwrite(row, bytes([*token[:position], token[position] ^ 1, *token[position + 1 :]]))
        with pytest.raises(SealBroken):
            sample.objects.get(pk=row.pk).name  # noqa: B018


@pytest.mark.parametrize("length", [0, 1, 2, 3, 20, 30])
def test_a_token_cut_short_is_noticed(sample, row, length):
    overwrite(row, raw(row)[:length])
    with pytest.raises(SealBroken):
        sample.objects.get(pk=row.pk).name  # noqa: B018


def test_a_token_moved_to_another_row_does_not_open(sample, row):
    other = sample.objects.create(name="王建国")
    overwrite(other, raw(row))
    with pytest.raises(SealBroken):
        sample.objects.get(pk=other.pk).name  # noqa: B018


def test_a_token_moved_to_another_column_does_not_open(sample, row):
    overwrite(row, raw(row, "phone"), "name")
    with pytest.raises(SealBroken):
        sample.objects.get(pk=row.pk).name  # noqa: B018


def test_plain_text_in_the_column_is_refused(sample, row):
    overwrite(row, "李秀兰".encode())
    with pytest.raises(SealBroken):
        sample.objects.get(pk=row.pk).name  # noqa: B018


def test_an_unknown_key_is_refused_and_not_named_with_the_text(sample, row, settings):
    key = base64.b64encode(b"x" * 32).decode()
    settings.SEALING_KEYS = json.dumps({"current": "other", "keys": {"other": key}})
    with pytest.raises(SealBroken, match="not in the ring") as caught:
        sample.objects.get(pk=row.pk).name  # noqa: B018
    assert "李秀兰" not in str(caught.value)


def test_an_old_key_still_opens_after_a_new_one_took_over(sample, row, settings):
    ring = json.loads(settings.SEALING_KEYS)
    ring = {"current": "new", "keys": {**ring["keys"], "new": base64.b64encode(b"n" * 32).decode()}}
    settings.SEALING_KEYS = json.dumps(ring)
    row = sample.objects.get(pk=row.pk)
    assert row.name == "李秀兰"
    row.save()
    assert key_id_of(raw(row)) == "new"


def test_a_copied_row_does_not_carry_a_token_along(sample, row):
    copy = sample.objects.get(pk=row.pk)
    copy.pk = uuid.uuid4()
    with pytest.raises(SealBroken):
        copy.save(force_insert=True)


def test_after_saving_no_plain_text_stays_in_the_instance(row):
    assert isinstance(row.__dict__["name"], Token)
    assert "李秀兰".encode() not in pickle.dumps(row.__dict__)


def test_values_give_tokens_that_print_as_nothing(sample, row):
    [(token,)] = sample.objects.values_list("name")
    assert f"{token} {token!r}" == "‹sealed› ‹sealed›"


@pytest.mark.parametrize(
    "search",
    [{"name": "李秀兰"}, {"name__contains": "李"}, {"name__in": ["李"]}, {"name__length": 3}],
    ids=["exact", "contains", "in", "transform"],
)
def test_searching_a_sealed_field_is_refused(sample, search):
    with pytest.raises(FieldError):
        sample.objects.filter(**search).first()


def test_isnull_is_the_one_question_allowed(sample, row):
    assert sample.objects.filter(phone__isnull=False).get() == row


def test_set_based_writes_are_refused(sample, row):
    with pytest.raises(FieldError):
        sample.objects.update(name="王")
    row.name = "王"
    with pytest.raises(FieldError):
        sample.objects.bulk_update([row], ["name"])


def test_set_based_erasure_is_allowed(sample, row):
    sample.objects.update(phone=None)
    assert sample.objects.get().phone is None


def test_bulk_create_seals(sample):
    sample.objects.bulk_create([sample(name="张三"), sample(name="李四")])
    assert sorted(row.name for row in sample.objects.all()) == ["张三", "李四"]


def test_deferred_reads_open_too(sample, row):
    assert sample.objects.defer("name").get(pk=row.pk).name == "李秀兰"


@pytest.mark.parametrize("value", [b"bytes", 7, F("phone")], ids=["bytes", "number", "expression"])
def test_only_text_may_be_assigned(sample, value):
    with pytest.raises(TypeError):
        sample(name=value)


def test_dumpdata_does_not_carry_plain_text_out(row):
    with pytest.raises(FieldError):
        serializers.serialize("json", [row])


def test_a_model_without_uuid_pk_fails_the_check():
    with isolate_apps("portal.privacy"):

        class Wrong(models.Model):
            name = SealedTextField()

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        assert "privacy.E001" in [error.id for error in Wrong.check()]


def test_seal_and_unseal_agree_only_at_one_place():
    token = seal("秘", place("a", "b", 1))
    assert unseal(token, place("a", "b", 1)) == "秘"
    with pytest.raises(ValueError, match="must not contain"):
        place("a|b", 1)


@pytest.mark.parametrize(
    "ring",
    [
        "",
        "[]",
        "not json",
        '{"current": "1"}',
        '{"current": "1", "keys": {}}',
        '{"current": "1", "keys": {"1": "c2hvcnQ="}}',
        '{"current": "1", "keys": {"1": "***"}}',
        '{"current": "1", "keys": ["1"]}',
    ],
)
def test_malformed_sealing_keys_stop_the_start(settings, ring):
    settings.SEALING_KEYS = ring
    with pytest.raises(ImproperlyConfigured):
        keys.keyring()


@pytest.mark.parametrize("key", ["", "short", base64.b64encode(b"x" * 31).decode()])
def test_a_malformed_index_key_stops_the_start(settings, key):
    settings.INDEX_KEY = key
    with pytest.raises(ImproperlyConfigured):
        keys.index_key()
