"""Durations as packs write them: a whole number and one unit, `30s`, `5m`, `2h`, `7d`."""

import re
from datetime import timedelta

_FORM = re.compile(r"([0-9]{1,7})([smhd])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
DAY = timedelta(hours=24)
LONGEST = timedelta(hours=24 * 366)


def parse_duration(text: str) -> timedelta:
    """Raises ValueError with the cause in words."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a duration: write a whole number and s, m, h or d, as in 30s, 5m, 2h, 7d")
    duration = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if duration > LONGEST:
        raise ValueError(f"{text!r} is longer than a year")
    return duration
