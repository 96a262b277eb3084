"""What templates may hold under a strict content security policy, and that every file they name is there."""

import re

from django.contrib.staticfiles import finders

from portal.stack.children import ROOT
from tests.architecture.house import pages, place, told

POLICY = "the content security policy forbids it, and the browser drops it without a word"
INLINE = {
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"']", re.I),
    "an event attribute": re.compile(r"\son(click|change|submit|load|input|keydown|keyup|focus|blur|error)\s*=", re.I),
    "hx-on, which is evaluated": re.compile(r"\shx-on[:-]", re.I),
    "a javascript: address": re.compile(r"[\"']javascript:", re.I),
}
ELSEWHERE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.I)
NAMED = re.compile(r"{%\s*static\s+[\"']([^\"']+)[\"']")


def test_nothing_inline():
    breaches = [
        f"{place(page)}: {what}"
        for page in pages()
        for what, pattern in INLINE.items()
        if pattern.search(page.read_text())
    ]
    assert not breaches, told("scripts and styles are files of their own", POLICY, breaches)


def test_nothing_from_elsewhere():
    breaches = [place(page) for page in pages() if ELSEWHERE.search(page.read_text())]
    assert not breaches, told(
        "pages load nothing from other hosts", f"command centres may be cut off; {POLICY}", breaches
    )


def test_named_files_exist():
    breaches = [
        f"{place(page)} names {name}"
        for page in pages()
        for name in NAMED.findall(page.read_text())
        if not finders.find(name)
    ]
    reason = (
        "under hashed names a missing file is an error page, not a missing picture; if all are missing run `make run`"
    )
    assert not breaches, told("every {% static %} file exists", reason, breaches)


def test_scripts_evaluate_nothing():
    breaches = [
        place(path)
        for path in sorted((ROOT / "static").rglob("*.js"))
        if re.search(r"\beval\(|new Function\(|setTimeout\(\s*[\"']", path.read_text())
    ]
    assert not breaches, told("no text becomes code", POLICY, breaches)


def test_what_a_page_reads_again_by_itself_is_morphed():
    breaches = [
        f"{place(page)}: {tag.split()[0]} of {' '.join(swap.group(1).split())}"
        for page in pages()
        for tag in re.findall(r"<\w+(?:[^<>]|<%|%>)*>", re.sub(r"{[%#].*?[%#]}", "", page.read_text()))
        if (swap := re.search(r'hx-swap="([^"]*)"', tag))
        and re.search(r'hx-trigger="[^"]*\b(live|reread|every)\b', tag)
        and not swap.group(1).startswith("morph:")
    ]
    reason = (
        "whoever presses a button while it is replaced presses nothing, and what they had chosen is gone (js/morph.js)"
    )
    assert not breaches, told("a part that reads itself again swaps by morph:", reason, breaches)
