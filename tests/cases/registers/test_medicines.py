"""A list of medicines: read from whatever was typed, told by the day on which each runs out."""

from datetime import date

import pytest
from django.utils import timezone

from cases.registers.medicines import medicines, medicines_in, until_of
from portal.sheets.problems import CellRefused

TODAY = timezone.localdate


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("阿司匹林 14天 2026-11-01", "阿司匹林 14天 2026-11-01"),
        ("阿司匹林，14 天（2026-11-01）;二甲双胍30日 2026-11-02", "阿司匹林 14天 2026-11-01；二甲双胍 30天 2026-11-02"),
        ("维生素B12", "维生素B12"),
        ("维生素B12\n阿司匹林 ７天 2026-11-01", "维生素B12；阿司匹林 7天 2026-11-01"),
    ],
)
def test_it_is_read_however_it_was_typed(typed, kept):
    assert medicines(typed) == kept
    assert medicines(kept) == kept


def test_days_without_a_date_were_counted_today():
    assert medicines("aspirin 10 days") == f"aspirin 10天 {TODAY()}"


def test_the_first_to_run_out_counts():
    kept = medicines("阿司匹林 14天 2026-11-01；二甲双胍 3天 2026-11-02；维生素B12")
    assert until_of(kept) == date(2026, 11, 5)
    assert [found.name for found in medicines_in(kept)] == ["阿司匹林", "二甲双胍", "维生素B12"]


@pytest.mark.parametrize("typed", ["阿司匹林 900天", "阿司匹林 3天 2999-01-01", "12", "；".join(["甲 1天"] * 20)])
def test_what_cannot_be_is_refused(typed):
    with pytest.raises(CellRefused):
        medicines(typed)
