"""The policy engine: packs of rules in, decisions with their clauses out. Knows no database and no screen."""

from cases.policy.clocks import clocks_for
from cases.policy.judging import judge
from cases.policy.loading import load_pack, pack_from_sources, shipped_packs
from cases.policy.outcome import (
    Alternative,
    Clause,
    ClockRule,
    ClockStep,
    GateTest,
    HospitalRule,
    Outcome,
    PassRule,
    TransportRule,
)
from cases.policy.problems import PackRefused, Problem
from cases.policy.refusing import Refusal, refusal
from cases.policy.rules import Pack, Source
from cases.policy.situation import Situation

__all__ = [
    "Alternative",
    "Clause",
    "ClockRule",
    "ClockStep",
    "GateTest",
    "HospitalRule",
    "Outcome",
    "Pack",
    "PackRefused",
    "PassRule",
    "Problem",
    "Refusal",
    "Situation",
    "Source",
    "TransportRule",
    "clocks_for",
    "judge",
    "load_pack",
    "pack_from_sources",
    "refusal",
    "shipped_packs",
]
