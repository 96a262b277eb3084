"""Every string that the source hands to gettext, found without gettext's own tools, and every text that it does not."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from tests.architecture.house import pages, parsed, place, source_files

# Function -> where its context, its message and its plural stand among the arguments.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"\b(?:n?p?gettext|_)\(")
SPOKEN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "hx-confirm", "hx-prompt", "label"}
SILENT_ELEMENTS = {"script", "style", "code", "kbd"}
LETTERS = re.compile(r"[A-Za-z一-鿿]{2,}")
# Names are not translated.
NAMES = {"Changyi", "畅医", "API", "QR"}
NOT_WORDS = (
    r"{%\s*comment.*?endcomment\s*%}",
    r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}",
    r"{%\s*block\s+\w*class\s*%}.*?{%\s*endblock.*?%}",  # fills in an attribute of the page frame
)


class Message(NamedTuple):
    context: str | None
    text: str
    plural: str | None
    place: str


def messages() -> list[Message]:
    found = [message for path in source_files() for message in _in_python(parsed(path), path)]
    return found + [message for page in pages() for message in _in_page(page)]


def _in_python(tree: ast.AST, path: Path) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in CALLS and (message := _called(node, *CALLS[name], place(path, node))):
                yield message


def _called(call: ast.Call, context: int | None, text: int, plural: int | None, where: str) -> Message | None:
    def literal(position: int | None) -> str | None:
        argument = call.args[position] if position is not None and position < len(call.args) else None
        return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None

    spoken = literal(text)
    return Message(literal(context), spoken, literal(plural), where) if spoken else None


def _in_page(page: Path) -> Iterator[Message]:
    """Django itself turns a template into calls of gettext; each is cut out and read as Python."""
    calls = templatize(page.read_text(encoding="utf-8"), origin=str(page))
    for match in CALL.finditer(calls):
        yield from _in_python(_expression(calls[match.start() :]), page)


def _expression(text: str) -> ast.AST:
    """The call at the beginning of `text`: the shortest piece up to a bracket that is Python."""
    for closing in re.finditer(r"\)", text):
        try:
            return ast.parse(text[: closing.end()], mode="eval")
        except SyntaxError:
            continue
    return ast.Module(body=[], type_ignores=[])


def untranslated(page: Path) -> list[str]:
    """Words of a template that no gettext sees: in its text, and in attributes that people read or hear."""
    text = page.read_text(encoding="utf-8")
    for part in NOT_WORDS:
        text = re.sub(part, lambda match: " " + "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    text = re.sub(r"<(/?){%.*?%}", r"<\1element ", text)  # an element whose name is chosen by a condition
    reader = _Words(page)
    reader.feed(re.sub(r"{[%{#].*?[%}#]}", " ", text, flags=re.DOTALL))
    return reader.found


class _Words(HTMLParser):
    """Passes over code, and over what declares its own language, such as the name of a language."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.page = page
        self.found: list[str] = []
        self.passed_over: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT_ELEMENTS or (tag != "html" and "lang" in dict(attrs)):
            self.passed_over.append(tag)
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.passed_over:
            self.passed_over.remove(tag)

    def handle_data(self, data: str) -> None:
        self._note(data)

    def _note(self, text: str) -> None:
        words = [word for word in LETTERS.findall(text) if word not in NAMES and word.strip("X")]
        if words and not self.passed_over:
            self.found.append(f"{place(self.page)}:{self.getpos()[0]} {' '.join(words)!r}")
