"""Masking: what remains visible of personal data."""

import pytest

from portal.privacy.masking import mask_address, mask_id, mask_name, mask_phone, mask_text


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李秀兰", "李**"),
        ("王建", "王*"),
        ("欧阳娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("Anna Li", "A******"),
        ("李", "*"),
        ("", ""),
        (None, ""),
    ],
)
def test_names(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000452", "138****0452"),
        ("0451-55667788", "045******7788"),
        ("120", "***"),
        ("5566778", "*****78"),
        ("", ""),
        (None, ""),
    ],
)
def test_phones(phone, masked):
    assert mask_phone(phone) == masked


def test_resident_ids_hide_the_birth_date():
    assert mask_id("230000194001010042") == "23************0042"
    assert mask_id("123456") == "******"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("香坊区安埠街12号3单元501室", "香坊区安埠街****"),
        ("香坊区安埠街１２号", "香坊区安埠街****"),
        ("某某小区东门", "某某小****"),
        ("", ""),
    ],
)
def test_addresses_lose_house_and_flat(address, masked):
    assert mask_address(address) == masked


def test_free_text_shows_nothing():
    assert mask_text("头晕") == "****"
    assert mask_text("") == ""
