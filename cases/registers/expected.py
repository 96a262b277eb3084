"""How many residents of a place each register should hold: the rates of expected.yaml, the nearest place first."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

RATES = Path(__file__).parent / "expected.yaml"


@cache
def _said() -> dict[str, Any]:
    said = yaml.safe_load(RATES.read_text(encoding="utf-8"))
    return {"groups": said["groups"], "places": {str(code): rates for code, rates in said.get("places", {}).items()}}


def per_thousand(group: str, area_code: str) -> float:
    """What is expected in a place: said for it, for the nearest place above it, or in general."""
    places = _said()["places"]
    for length in range(len(area_code), 0, -1):
        rates = places.get(area_code[:length], {})
        if group in rates:
            return float(rates[group])
    return float(_said()["groups"][group]["per_thousand"])


def sources() -> dict[str, str]:
    """Group -> where its general rate comes from."""
    return {group: said["source"] for group, said in _said()["groups"].items()}
