"""The reader of messages sees every way in which a template or a module can speak."""

import ast
from pathlib import Path

import pytest

from tests.architecture import catalogue
from tests.architecture.catalogue import untranslated


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogue, "place", lambda path, node=None: path.name)

    def write(text: str) -> Path:
        path = tmp_path / "page.html"
        path.write_text("{% load i18n %}" + text)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% translate "late" %}', (None, "late", None)),
        ('{% trans "left" context "clock" %}', ("clock", "left", None)),
        ('{% include "x.html" with label=_("Call (again)") %}', (None, "Call (again)", None)),
        ("{% blocktranslate with name=x %}Hello {{ name }}{% endblocktranslate %}", (None, "Hello %(name)s", None)),
        ("{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}", (None, "one", "many")),
    ],
)
def test_it_reads_templates(page, text, found):
    assert [tuple(message[:3]) for message in catalogue._in_page(page(text))] == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("late")', (None, "late", None)),
        ('pgettext_lazy("clock", "left")', ("clock", "left", None)),
        ('ngettext("%(n)d day", "%(n)d days", n)', (None, "%(n)d day", "%(n)d days")),
        ('translation.gettext("two " "parts")', (None, "two parts", None)),
    ],
)
def test_it_reads_modules(page, source, found):
    read = list(catalogue._in_python(ast.parse(source), Path("module.py")))
    assert [tuple(message[:3]) for message in read] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        '<button title="Close"></button>',
        "<p>{% if late %}late{% endif %}</p>",
        "<option>{{ name }} 小时</option>",
        '<{% if href %}a href="{{ href }}"{% else %}span{% endif %}>word</{% if href %}a{% else %}span{% endif %}>',
    ],
)
def test_it_finds_words_past_gettext(page, text):
    assert untranslated(page(text))


@pytest.mark.parametrize(
    "text",
    [
        '<p class="late">{% translate "late" %} 120</p>',
        "<kbd>Enter</kbd>",
        '<button lang="en">English</button>',
        "{# a remark #}{% comment %}another{% endcomment %}",
        "{% block body_class %}plain{% endblock %}",
        "<title>Changyi</title>",
    ],
)
def test_it_leaves_the_rest_alone(page, text):
    assert untranslated(page(text)) == []
