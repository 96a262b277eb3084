"""Idempotency-Key on uploads: the same file is answered as before, another one under the same name is another call."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from portal.api.idempotency import _fingerprint


def upload(content: bytes, name: str = "register.xlsx", **fields) -> Request:
    body = {"file": SimpleUploadedFile(name, content), **fields}
    return Request(APIRequestFactory().post("/api/v1/register/imports/", body, format="multipart"), [MultiPartParser()])


def test_the_same_file_is_the_same_call_and_can_still_be_read():
    request = upload(b"a" * 100_000)
    assert _fingerprint(request) == _fingerprint(upload(b"a" * 100_000))
    assert BytesIO(request.data["file"].read()).getbuffer().nbytes == 100_000


@pytest.mark.parametrize("other", [upload(b"b" * 100_000), upload(b"a"), upload(b"a" * 100_000, name="other.xlsx")])
def test_another_file_is_another_call(other):
    assert _fingerprint(upload(b"a" * 100_000)) != _fingerprint(other)


def test_every_value_of_a_field_counts():
    assert _fingerprint(upload(b"a", group=["elderly", "child"])) != _fingerprint(upload(b"a", group=["child"]))
