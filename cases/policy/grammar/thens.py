"""Reads the `then:` of a rule."""

import yaml

from cases.policy.grammar.whens import read_area_code
from cases.policy.reading import Reader
from cases.policy.rules import HospitalSaid, PassSaid, TestWanted, Then, TransportSaid
from cases.policy.values import (
    FIRST_STEPS,
    GOES_TO_HOSPITAL,
    HOSPITAL_CHOICES,
    HOSPITAL_KINDS,
    LINES,
    MODE_OF,
    NEVER_ASK,
    PATHWAYS,
    ROLES,
    TRANSPORT_MODES,
)

HIGHEST_PRIORITY = 9
_KEYS = ("pathway", "by", "priority", "hospital", "transport", "pass", "never_ask", "lines")


def read_then(reader: Reader, node: yaml.Node, *, decides: bool) -> Then:
    """`decides`: the rule must name a pathway; otherwise it must not, for it only adds to one already chosen."""
    known = _KEYS if decides else _KEYS[2:]
    said = reader.mapping(node, "'then'", known=known, required=("pathway",) if decides else ())
    pathway = reader.choice(said["pathway"], "pathway", PATHWAYS) if "pathway" in said else None
    transport = _transport(reader, said["transport"]) if "transport" in said else TransportSaid()
    if pathway and "hospital" in said and pathway not in GOES_TO_HOSPITAL:
        reader.fault(said["hospital"], f"nobody goes to a hospital on the pathway {pathway!r}")
    if pathway and transport.mode and transport.mode != MODE_OF.get(pathway, "none"):
        reader.fault(said["transport"], f"transport {transport.mode!r} does not fit the pathway {pathway!r}")
    return Then(
        pathway=pathway,
        by=reader.choice(said["by"], "role", ROLES) if "by" in said else None,
        priority=_priority(reader, said.get("priority")),
        hospital=_hospital(reader, said["hospital"]) if "hospital" in said else HospitalSaid(),
        transport=transport,
        gate=_pass(reader, said["pass"]) if "pass" in said else PassSaid(),
        never_ask=reader.choices(said["never_ask"], "thing never to ask", NEVER_ASK) if "never_ask" in said else (),
        lines=reader.choices(said["lines"], "telephone line", LINES) if "lines" in said else (),
    )


def _priority(reader: Reader, node: yaml.Node | None) -> int | None:
    return None if node is None else read_priority(reader, node)


def read_priority(reader: Reader, node: yaml.Node) -> int | None:
    return reader.number(node, "'priority'", lowest=0, highest=HIGHEST_PRIORITY)


def _hospital(reader: Reader, node: yaml.Node) -> HospitalSaid:
    said = reader.mapping(node, "'hospital'", known=("kinds", "prefer", "areas", "category", "buffer", "by_slot"))
    return HospitalSaid(
        kinds=reader.choices(said["kinds"], "hospital kind", HOSPITAL_KINDS) if "kinds" in said else None,
        prefer=reader.choices(said["prefer"], "hospital choice", HOSPITAL_CHOICES) if "prefer" in said else None,
        areas=reader.several(said["areas"], lambda item: read_area_code(reader, item)) if "areas" in said else None,
        category=reader.scalar(said["category"], "'category'") if "category" in said else None,
        buffer=reader.yes_no(said["buffer"], "'buffer'") if "buffer" in said else None,
        by_slot=reader.yes_no(said["by_slot"], "'by_slot'") if "by_slot" in said else None,
    )


def _transport(reader: Reader, node: yaml.Node) -> TransportSaid:
    """A mode alone (`transport: vehicle`) or a mapping."""
    if isinstance(node, yaml.ScalarNode):
        return TransportSaid(mode=_mode(reader, node))
    said = reader.mapping(node, "'transport'", known=("mode", "partition", "kit", "pooling"))
    return TransportSaid(
        mode=_mode(reader, said["mode"]) if "mode" in said else None,
        **{key: reader.yes_no(said[key], f"'{key}'") for key in ("partition", "kit", "pooling") if key in said},
    )


def _mode(reader: Reader, node: yaml.Node) -> str | None:
    if isinstance(node, yaml.ScalarNode) and node.value == "public_transport":
        reader.fault(node, "public transport is never offered (T2c)")
        return None
    return reader.choice(node, "transport mode", TRANSPORT_MODES)


def _pass(reader: Reader, node: yaml.Node) -> PassSaid:
    """Whether a pass is needed (`pass: true`), or a mapping that also names gate tests."""
    if isinstance(node, yaml.ScalarNode):
        return PassSaid(needed=reader.yes_no(node, "'pass'"))
    said = reader.mapping(node, "'pass'", known=("needed", "tests"))
    tests = [_test(reader, item) for item in reader.items(said["tests"], "'tests'")] if "tests" in said else []
    return PassSaid(
        needed=reader.yes_no(said["needed"], "'needed'") if "needed" in said else None,
        tests=tuple(test for test in tests if test),
    )


def _test(reader: Reader, node: yaml.Node) -> TestWanted | None:
    said = reader.mapping(node, "a gate test", known=("max_age", "if_older"), required=("max_age", "if_older"))
    if len(said) < 2:
        return None
    max_age = reader.duration(said["max_age"], "'max_age'")
    if_older = reader.choice(said["if_older"], "first step", FIRST_STEPS)
    return TestWanted(max_age, if_older) if max_age and if_older else None
