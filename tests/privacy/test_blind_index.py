"""The blind index: one number, however typed, is found in any table, and nothing is found by accident."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from portal.privacy.fields import BlindIndexField
from portal.privacy.index import blind_index
from portal.privacy.normalise import (
    is_whole_mobile,
    normalise_address,
    normalise_building,
    normalise_id_number,
    normalise_name,
    normalise_phone,
)

from .sample import sample_model


@pytest.mark.parametrize(
    "typed",
    ["13800000452", "138 0000 0452", "138-0000-0452", "+86 13800000452", "008613800000452", "１３８0000０４５２"],
)
def test_one_phone_number_however_typed(typed):
    assert normalise_phone(typed) == "13800000452"


def test_a_landline_that_begins_with_86_keeps_it():
    assert normalise_phone("8612345") == "8612345"


def test_other_normal_forms():
    assert normalise_id_number(" 23011019400101004x ") == "23011019400101004X"
    assert normalise_name(" 李 秀兰 ") == "李秀兰"
    assert normalise_address("香坊区 安埠街１２号") == "香坊区安埠街12号"


def test_index_depends_on_domain_and_key(settings):
    first = blind_index("phone", "13800000452")
    assert len(first) == 32
    assert first != blind_index("id", "13800000452")
    settings.INDEX_KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
    assert first != blind_index("phone", "13800000452")


@pytest.mark.parametrize("nothing", [None, "", "  ", "--"])
def test_nothing_is_not_indexed(nothing):
    assert blind_index("phone", nothing) is None


def test_an_unknown_domain_is_refused():
    with pytest.raises(KeyError):
        blind_index("shoe size", "42")
    with pytest.raises(ValueError, match="blind index domain"):
        BlindIndexField(source="name", domain="shoe size")
    with pytest.raises(ValueError, match="blind index domain"):
        BlindIndexField(source="name", domain="phone", normalise=normalise_name)


def test_the_domain_follows_from_the_normaliser():
    assert BlindIndexField(source="phone", normalise=normalise_phone).domain == "phone"


def test_it_survives_a_migration():
    field = BlindIndexField(source="phone", domain="phone")
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == ("portal.privacy.fields.BlindIndexField", [], {"source": "phone", "domain": "phone"})


@pytest.mark.django_db
def test_rows_are_found_by_the_value_and_follow_its_change():
    with sample_model() as sample:
        row = sample.objects.create(name="李秀兰", phone="138 0000 0452")
        assert sample.objects.get(phone_index=blind_index("phone", "+8613800000452")) == row
        row.phone = "13900000000"
        row.save()
        assert not sample.objects.filter(phone_index=blind_index("phone", "13800000452"))
        row.phone = None
        row.save()
        assert sample.objects.get().phone_index is None


@pytest.mark.django_db
def test_saving_the_source_without_its_index_is_refused():
    with sample_model() as sample:
        row = sample.objects.create(name="李秀兰", phone="13800000452")
        with pytest.raises(ValueError, match="but not its index"):
            row.save(update_fields=["phone"])
        row.save(update_fields=["phone", "phone_index"])


def test_the_column_is_indexed():
    with isolate_apps("portal.privacy"):

        class Indexed(models.Model):
            phone_index = BlindIndexField(source="phone", domain="phone")

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        assert Indexed._meta.get_field("phone_index").db_index


@pytest.mark.parametrize(
    ("address", "building"),
    [
        ("安埠街1号1单元101", "安埠街1号"),
        ("安埠街 １号 ２单元 302室", "安埠街1号"),
        ("黑龙江省哈尔滨市香坊区安埠街道安埠街1号", "安埠街1号"),
        ("安埠街1-3-502", "安埠街1号"),
        ("安埠街1号3楼302室", "安埠街1号"),
        ("安埠街1号院3号楼2单元501", "安埠街1号院3号楼"),
        ("幸福小区5栋2单元301", "幸福小区5栋"),
        ("新香坊一区5栋3单元", "新香坊一区5栋"),
        ("向阳村3组15号", "向阳村3组15号"),
        ("十二道街14号3单元", "十二道街14号"),
        ("安埠街", ""),
    ],
)
def test_everyone_under_one_roof_has_one_building(address, building):
    assert normalise_building(address) == building


@pytest.mark.parametrize(
    "typed", ["13800000452", "138 0000 0452", "+86 138-0000-0452", "１３８０００００４５２", "008613800000452"]
)
def test_a_whole_mobile_is_known_however_it_was_typed(typed):
    assert is_whole_mobile(typed)


@pytest.mark.parametrize(
    "typed", ["", "0452", "1380000045", "138000004520", "045155550000", "王13800000452", "A1380000045x2"]
)
def test_a_part_of_one_or_more_than_one_is_not(typed):
    assert not is_whole_mobile(typed)
