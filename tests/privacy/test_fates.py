"""The table of fates: complete, meaningful, and obeyed by the storage."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from portal.privacy import checks, fates
from portal.privacy.fates import BadFate, Fate, fate, is_masked_name


@pytest.fixture
def table(monkeypatch, tmp_path):
    """Reads a file of fates of the test's own as that of the app `areas`."""

    def read(text):
        path = tmp_path / "fates.yaml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(fates, "_files_of_apps", lambda: [(path, "areas.")])
        fates.fates.cache_clear()
        return fates.fates()

    yield read
    fates.fates.cache_clear()


def test_every_field_of_the_project_has_a_fate_and_keeps_it():
    messages = "\n".join(f"{error}" for error in checks.every_field_has_a_fate())
    assert not messages, f"see portal/privacy/fates.py\n{messages}"


def test_a_row_is_read():
    assert fate("audit.Entry.reason") == Fate(sensitivity="personal", mask="text", keep="forever", export="no")
    assert fate("sessions.Session.session_data").export == "no"
    with pytest.raises(KeyError):
        fate("audit.Entry.nothing")


def test_names_that_are_masked_anywhere_are_known():
    assert is_masked_name("reason")
    assert not is_masked_name("action")


@pytest.mark.parametrize(
    "row",
    [
        "{sensitivity: secret, mask: none, keep: forever, export: yes}",
        "{sensitivity: public, mask: blur, keep: forever, export: yes}",
        "{sensitivity: public, mask: none, keep: long, export: yes}",
        "{sensitivity: public, mask: none, keep: forever, export: sometimes}",
        "{sensitivity: public, mask: none, keep: forever}",
        "{sensitivity: public, mask: none, keep: forever, export: yes, more: 1}",
        "{sensitivity: personal, mask: name, keep: case, export: yes}",
        "public",
    ],
)
def test_a_row_without_meaning_is_refused(table, row):
    with pytest.raises(BadFate, match=r"areas\.Area\.name"):
        table(f"Area.name: {row}\n")


def test_fields_of_our_own_are_declared_one_by_one(table):
    with pytest.raises(BadFate, match="one by one"):
        table("Area.*: {sensitivity: public, mask: none, keep: forever, export: yes}\n")


def test_the_check_prints_the_row_to_paste(table):
    table("Area.name: {sensitivity: public, mask: none, keep: forever, export: yes}\n")
    found = {error.msg: error.hint for error in checks.every_field_has_a_fate() if error.id == "privacy.E002"}
    hint = found["areas.Area.code has no declared fate"]
    assert "portal/areas/fates.yaml" in hint
    assert "Area.code: {sensitivity: personal, mask: text, keep: case, export: masked}" in hint


def test_the_check_finds_rows_left_over(table):
    table("Area.nickname: {sensitivity: public, mask: none, keep: forever, export: yes}\n")
    assert "areas.Area.nickname" in str([e.msg for e in checks.every_field_has_a_fate() if e.id == "privacy.E004"])


def test_the_check_finds_personal_data_in_clear(table):
    table("Area.name: {sensitivity: personal, mask: name, keep: case, export: masked}\n")
    assert [error.msg for error in checks.every_field_has_a_fate() if error.id == "privacy.E005"] == [
        "areas.Area.name is personal, but lies in clear"
    ]


def test_a_file_without_meaning_stops_the_start(table):
    with pytest.raises(BadFate):
        table("Area.name: public\n")
    assert [error.id for error in checks.every_field_has_a_fate()] == ["privacy.E003"]


def test_the_guess_for_numbers_is_not_personal():
    with isolate_apps("portal.privacy"):

        class Counted(models.Model):
            count = models.IntegerField()

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.count)

        assert "internal" in fates.stanza(Counted._meta.get_field("count"))


def test_every_table_that_is_installed_is_asked_about():
    labels = {field.model._meta.label for field in fates.all_fields()}
    assert {model._meta.label for model in apps.get_models() if model._meta.local_concrete_fields} <= labels
