"""Exports: each field leaves as its fate says, and no cell becomes a formula."""

import pytest

from portal.areas.models import Area
from portal.audit.services import record
from portal.privacy import exports
from portal.privacy.exports import exported, harmless
from portal.privacy.fates import Fate


def test_what_is_not_to_leave_stays(db):
    entry = record("case.judge", number="20220420-0001", reason="因为")
    assert exported(entry, ["number", "reason"]) == {"number": "20220420-0001"}


def test_what_is_masked_leaves_masked(monkeypatch):
    fate = Fate(sensitivity="personal", mask="name", keep="case", export="masked")
    monkeypatch.setattr(exports, "fate_of", lambda field: fate)
    assert exported(Area(name="李秀兰"), ["name"]) == {"name": "李**"}


@pytest.mark.parametrize("value", ["=1+1", "+86", "-1", "@sum", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(value):
    assert harmless(value) == f"'{value}"


@pytest.mark.parametrize("value", ["安埠街12号", "", 7, None])
def test_other_cells_stay_as_they_are(value):
    assert harmless(value) == value
