"""Reads YAML into values that still know their line, refusing what a pack has no use for."""

from collections.abc import Callable, Collection
from datetime import timedelta
from difflib import get_close_matches
from typing import TypeVar

import yaml

from cases.policy.durations import parse_duration
from cases.policy.problems import MOST_PROBLEMS, PackRefused, Problem

MOST_BYTES = 256 * 1024
MOST_VALUES = 20_000
DEEPEST = 20

T = TypeVar("T")
_CORE = "tag:yaml.org,2002:"
_BOOLEANS = {"true": True, "false": False}
_NAMES = {yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list", yaml.ScalarNode: "a single value"}


class _Composer(yaml.SafeLoader):
    """Nodes only, no objects are built; nesting is bounded because the library itself recurses."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise yaml.MarkedYAMLError(None, None, f"nested deeper than {DEEPEST} levels", self.peek_event().start_mark)
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


class Reader:
    """Takes values out of nodes and notes every fault with its line; never stops at the first.

    Each method returns None (or an empty tuple) for a value it cannot use, having noted why.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._values = 0

    def fault(self, node: yaml.Node | int, cause: str) -> None:
        line = node if isinstance(node, int) else line_of(node)
        self.problems.append(Problem(self.file, line, cause))
        if len(self.problems) >= MOST_PROBLEMS:
            raise PackRefused(self.problems)

    def compose(self, data: bytes) -> yaml.Node:
        """The one document of the file. Raises PackRefused: nothing can be read from a broken file."""
        if len(data) > MOST_BYTES:
            raise self._broken(1, f"the file has {len(data)} bytes, a pack at most {MOST_BYTES}")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._broken(data.count(b"\n", 0, error.start) + 1, "not UTF-8 text") from error
        try:
            node = _Composer(text).get_single_node()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._broken(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}") from error
        except yaml.YAMLError as error:
            line = text.count("\n", 0, getattr(error, "position", 0)) + 1
            raise self._broken(line, "not YAML: a character that is not allowed") from error
        if node is None:
            raise self._broken(1, "the file is empty")
        return node

    def _broken(self, line: int, cause: str) -> PackRefused:
        return PackRefused([*self.problems, Problem(self.file, line, cause)])

    def mapping(
        self, node: yaml.Node, what: str, *, known: Collection[str], required: Collection[str] = ()
    ) -> dict[str, yaml.Node]:
        """Key to node, unknown and repeated keys noted and left out."""
        if not self._is(node, yaml.MappingNode, what):
            return {}
        found: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key not in known:
                self.fault(key_node, f"{what} has no key {key!r}{_hint(key, known)}")
            elif key in found:
                self.fault(key_node, f"{key!r} is written twice in {what}")
            else:
                found[key] = value
        for key in required:
            if key not in found:
                self.fault(node, f"{what} lacks {key!r}")
        return found

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        return node.value if self._is(node, yaml.SequenceNode, what) else []

    def scalar(self, node: yaml.Node, what: str) -> str | None:
        """The value as written, numbers included: 230110 and "230110" are the same area."""
        if not self._is(node, yaml.ScalarNode, what):
            return None
        if node.tag == f"{_CORE}null" or not node.value.strip():
            self.fault(node, f"{what} is empty")
            return None
        return node.value

    def choice(self, node: yaml.Node, what: str, allowed: Collection[str]) -> str | None:
        value = self.scalar(node, what)
        if value is None or value in allowed:
            return value
        self.fault(node, f"{value!r} is not a {what}{_hint(value, allowed)}")
        return None

    def several(self, node: yaml.Node, one: Callable[[yaml.Node], T | None]) -> tuple[T, ...]:
        """A list of values, or one value standing for a list of one."""
        if isinstance(node, yaml.SequenceNode):
            if not node.value:
                self.fault(node, "the list is empty: leave the key out, or name a value")
            read = [one(item) for item in node.value]
        else:
            read = [one(node)]
        return tuple(dict.fromkeys(value for value in read if value is not None))

    def choices(self, node: yaml.Node, what: str, allowed: Collection[str]) -> tuple[str, ...]:
        return self.several(node, lambda item: self.choice(item, what, allowed))

    def duration(self, node: yaml.Node, what: str) -> timedelta | None:
        value = self.scalar(node, what)
        if value is None:
            return None
        try:
            return parse_duration(value)
        except ValueError as error:
            self.fault(node, f"{what}: {error}")
            return None

    def number(self, node: yaml.Node, what: str, *, lowest: int, highest: int) -> int | None:
        value = self.scalar(node, what)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit()) or not lowest <= int(value[:9]) <= highest or len(value) > 9:
            self.fault(node, f"{what} must be a whole number from {lowest} to {highest}, not {value!r}")
            return None
        return int(value)

    def yes_no(self, node: yaml.Node, what: str) -> bool | None:
        value = self.scalar(node, what)
        if value is None:
            return None
        if node.tag != f"{_CORE}bool" or value.lower() not in _BOOLEANS:
            self.fault(node, f"{what} must be true or false, not {value!r}")
            return None
        return _BOOLEANS[value.lower()]

    def _is(self, node: yaml.Node, wanted: type[yaml.Node], what: str) -> bool:
        self._values += 1
        if self._values > MOST_VALUES:
            raise self._broken(line_of(node), f"more than {MOST_VALUES} values once references are followed")
        if not isinstance(node, wanted):
            self.fault(node, f"{what} must be {_NAMES[wanted]}, not {_NAMES[type(node)]}")
            return False
        if not node.tag.startswith(_CORE):
            self.fault(node, f"{what} has the tag {node.tag!r}; packs hold plain values only")
            return False
        return True


def line_of(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _hint(value: str | None, allowed: Collection[str]) -> str:
    """What was probably meant, else all there is to choose from when that is short."""
    close = get_close_matches(value or "", allowed, n=1)
    if close:
        return f" (did you mean {close[0]!r}?)"
    return f"; known: {', '.join(sorted(allowed))}" if len(allowed) <= 14 else ""
