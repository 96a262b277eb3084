"""Reads the `when:` of a rule."""

import re
from typing import Any

import yaml

from cases.policy.conditions import Between, Is, OneOf, TestAge, When, Within
from cases.policy.durations import DAY
from cases.policy.reading import Reader
from cases.policy.values import CONTROLS, GROUPS, NEEDS, PATHWAYS, SEVERITIES, TROUBLES, Words

_CHOICES: dict[str, tuple[str, dict[str, Words]]] = {
    "groups": ("group", GROUPS),
    "control": ("control", CONTROLS),
    "need": ("need", NEEDS),
    "severity": ("severity", SEVERITIES),
    "pathway": ("pathway", PATHWAYS),
    "trouble": ("trouble", TROUBLES),
}
_RANGES = {"age": 150, "distance_km": 10_000}
_YES_NO = ("can_self_drive", "has_treating_hospital")
_KEYS = (*_CHOICES, *_RANGES, *_YES_NO, "area", "test_age")
_AREA_CODE = re.compile(r"[0-9A-Za-z]{2,20}", re.ASCII)


def read_when(reader: Reader, node: yaml.Node | None, *, pathway_known: bool, trouble_known: bool = False) -> When:
    """Absent or empty: always.

    `pathway_known` is false where the pathway is what is being decided; `trouble_known` is true where the promise is to
    answer a driver's trouble.
    """
    if node is None or _is_null(node):
        return When()
    unknown = {"pathway": not pathway_known, "trouble": not trouble_known}
    known = [key for key in _KEYS if not unknown.get(key)]
    asked: dict[str, Any] = {}
    for key, value in reader.mapping(node, "'when'", known=known).items():
        asked[key] = _condition(reader, key, value)
    return When(**asked)


def _condition(reader: Reader, key: str, node: yaml.Node) -> OneOf | Within | Between | TestAge | Is | None:
    if key in _CHOICES:
        what, table = _CHOICES[key]
        return OneOf(reader.choices(node, what, table))
    if key in _RANGES:
        return _range(reader, key, node)
    if key in _YES_NO:
        wanted = reader.yes_no(node, f"'{key}'")
        return None if wanted is None else Is(wanted)
    if key == "area":
        return Within(reader.several(node, lambda item: read_area_code(reader, item)))
    return _test_age(reader, node)


def read_area_code(reader: Reader, node: yaml.Node) -> str | None:
    code = reader.scalar(node, "area")
    if code is not None and not _AREA_CODE.fullmatch(code):
        reader.fault(node, f"{code!r} is not an area code")
        return None
    return code


def _range(reader: Reader, key: str, node: yaml.Node) -> Between | None:
    bounds = reader.mapping(node, f"'{key}'", known=("from", "to"))
    low, high = (
        reader.number(bounds[end], f"'{key}' {end}", lowest=0, highest=_RANGES[key]) if end in bounds else None
        for end in ("from", "to")
    )
    if low is not None and high is not None and low > high:
        reader.fault(node, f"'{key}' ends ({high}) before it begins ({low})")
    if isinstance(node, yaml.MappingNode) and not node.value:
        reader.fault(node, f"'{key}' says neither 'from' nor 'to'")
    return Between(low, high)


def _test_age(reader: Reader, node: yaml.Node) -> TestAge:
    """`unknown`, {within: 48h}, {older_than: 48h}, or a list of these of which any may hold."""
    found: dict[str, Any] = {}
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(item, yaml.ScalarNode):
            if reader.choice(item, "test age", ("unknown",)):
                found["unknown"] = True
            continue
        for key, value in reader.mapping(item, "'test_age'", known=("within", "older_than")).items():
            if (age := reader.duration(value, f"'{key}'")) is not None:
                found[key] = age / DAY * 24
    if not found:
        reader.fault(node, "'test_age' asks nothing: write unknown, {within: 48h} or {older_than: 48h}")
    return TestAge(**found)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
