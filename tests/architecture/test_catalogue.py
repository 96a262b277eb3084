"""Every word on a screen exists in both languages: English in the source, Chinese in the catalogue, complete."""

import re
from pathlib import Path

import polib
import pytest

from portal.stack.children import ROOT
from tests.architecture.catalogue import messages, untranslated
from tests.architecture.house import pages, place, told

CHINESE, LATIN = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w*}|%[sd]")
HALF_WIDTH = re.compile(r"[一-鿿][,;:?!](?!\w*[:/])")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def chinese() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_message_has_chinese(chinese: polib.POFile):
    done = {(entry.msgctxt, entry.msgid) for entry in chinese if entry.translated() and not entry.obsolete}
    missing = {
        f"{message.place} {message.text!r}" + (f" ({message.context})" if message.context else "")
        for message in messages()
        if (message.context, message.text) not in done
    }
    reason = "a screen that changes language in the middle of a sentence is trusted in neither"
    assert not missing, told(f"every message is in {place(CATALOGUE)}", reason, sorted(missing))


def test_placeholders_survive_translation(chinese: polib.POFile):
    """Chinese has one form for all numbers and may leave out a number, but may name nothing that English does not."""
    breaches = []
    for entry in chinese:
        known = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        spoken = set(PLACEHOLDER.findall(entry.msgstr + "".join(entry.msgstr_plural.values())))
        needed = known if not entry.msgid_plural else set(PLACEHOLDER.findall(entry.msgid_plural))
        if entry.translated() and not needed <= spoken <= known | needed:
            breaches.append(f"{entry.msgid!r}: {sorted(known ^ spoken)}")
    assert not breaches, told("both languages fill in the same values", "a missing one is an error page", breaches)


def test_chinese_has_chinese_punctuation(chinese: polib.POFile):
    breaches = [f"{entry.msgid!r}: {entry.msgstr!r}" for entry in chinese if HALF_WIDTH.search(entry.msgstr)]
    assert not breaches, told("full-width punctuation after Chinese", "it is how Chinese is set", breaches)


def test_source_is_english():
    """An English sentence may quote a Chinese word, such as the heading of a column."""
    breaches = sorted({f"{message.place} {message.text!r}" for message in messages() if is_chinese(message.text)})
    reason = "the English interface shows the source strings as they are"
    assert not breaches, told("messages in the source are English", reason, breaches)


def is_chinese(text: str) -> bool:
    return len(CHINESE.findall(text)) > len(LATIN.findall(text))


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT / "templates")))
def test_page_says_nothing_past_gettext(page: Path):
    breaches = untranslated(page)
    assert not breaches, told("every word of a template goes through translate", "it exists in two languages", breaches)
