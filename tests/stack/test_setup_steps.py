"""Steps are done once, and again when what they depend on has changed."""

import gettext
import os
from pathlib import Path

import polib
import pytest

from portal.stack.messages import compile_messages
from portal.stack.stamps import Stamps, digest


def test_a_stamp_holds_until_its_inputs_change(tmp_path: Path):
    source = tmp_path / "input"
    source.write_text("one")
    stamps = Stamps(tmp_path / "done")
    assert not stamps.is_done("step", digest([source]))
    stamps.mark("step", digest([source]))
    os.utime(source, (1, 1))
    assert stamps.is_done("step", digest([source]))
    source.write_text("two")
    assert not stamps.is_done("step", digest([source]))


def test_a_stamp_knows_for_what_it_was_made(tmp_path: Path):
    assert digest([], "embedded") != digest([], "postgres://elsewhere/portal")


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    source = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    catalogue.append(polib.POEntry(msgid="late", msgstr="已超时"))
    catalogue.append(polib.POEntry(msgctxt="clock", msgid="left", msgstr="剩余"))
    catalogue.save(str(source))
    return tmp_path


def test_catalogues_are_compiled_without_gettext(locale: Path):
    assert compile_messages(locale) == 1
    chinese = gettext.translation("django", str(locale), ["zh_Hans"])
    assert chinese.gettext("late") == "已超时"
    assert chinese.pgettext("clock", "left") == "剩余"


def test_only_changed_catalogues_are_compiled(locale: Path):
    compile_messages(locale)
    assert compile_messages(locale) == 0
    source = next(locale.rglob("*.po"))
    later = source.with_suffix(".mo").stat().st_mtime + 1
    os.utime(source, (later, later))
    assert compile_messages(locale) == 1
