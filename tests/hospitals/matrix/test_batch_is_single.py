"""A batch answers as single questions do, whatever the matrix and the questions are."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hospitals.matching import Matcher, Query, match
from hospitals.models import Designation, Hospital, Places, Slot
from hospitals.vocabulary import Control, Group, Kind, Need, Severity
from portal.areas.models import Area
from tests.cast import PLACES

some = lambda choices: st.lists(st.sampled_from(choices.values), max_size=2, unique=True)  # noqa: E731
CODES = [code for code, _name, _level in PLACES]
AGES = st.none() | st.integers(0, 99)

lines = st.fixed_dictionaries(
    {
        "hospital": st.integers(0, 3),
        "serves": st.lists(st.sampled_from(CODES), min_size=1, max_size=2, unique=True),
        "needs": some(Need),
        "groups": some(Group),
        "controls": some(Control),
        "severities": some(Severity),
        "ages": st.none() | st.tuples(st.integers(0, 50), st.integers(50, 99)),
        "hours": st.none() | st.tuples(st.integers(0, 11), st.integers(12, 23)) | st.just((20, 8)),
        "begins": st.integers(-3, 2),
    }
)
queries = st.builds(
    Query,
    area_id=st.sampled_from(CODES),
    need=st.sampled_from(Need.values),
    groups=some(Group).map(tuple),
    control=st.sampled_from(Control.values),
    severity=st.sampled_from(Severity.values),
    age=AGES,
    kinds=st.sampled_from([(), ("fever",)]),
    prefer=st.sampled_from([("treating", "designated", "nearest"), ("nearest",)]),
    result_unknown=st.booleans(),
    at=st.none() | st.integers(0, 47).map(lambda hours: NOW + timedelta(hours=hours)),
)
NOW = timezone.now()


class BatchIsSingle(TestCase):
    """hypothesis.extra.django gives each example a transaction of its own."""

    def setUp(self):
        for code, name, level in PLACES:
            Area.objects.create(code=code, name=name, level=level, latitude=45.7 if level == "district" else None,
                                longitude=126.6 if level == "district" else None)  # fmt: skip
        kinds = [Kind.ORDINARY, Kind.FEVER, Kind.YELLOW_CODE, Kind.ORDINARY]
        self.hospitals = [
            Hospital.objects.create(name=f"院{n}", kind=kind, area_id=CODES[n], is_open=n != 3)
            for n, kind in enumerate(kinds)
        ]
        Places.objects.create(hospital=self.hospitals[0], room="buffer_ward", total=2, used=1, reported_at=NOW)
        begins = NOW + timedelta(hours=20)
        Slot.objects.create(
            hospital=self.hospitals[1], starts_at=begins, ends_at=begins + timedelta(hours=1), capacity=1, taken=1
        )

    @given(st.lists(lines, max_size=5), st.lists(queries, min_size=1, max_size=4))
    @settings(max_examples=25)
    def test_batch(self, drawn, asked):
        for row in drawn:
            self._designate(row)
        matcher = Matcher()
        for query in asked:
            assert told(matcher.match(query)) == told(match(query))

    def _designate(self, row):
        youngest, oldest = row["ages"] or (None, None)
        begins, ends = row["hours"] or (None, None)
        line = Designation.objects.create(
            hospital=self.hospitals[row["hospital"]],
            since=timezone.localdate() + timedelta(days=row["begins"]),
            age_from=youngest,
            age_to=oldest,
            hours_from=None if begins is None else time(begins),
            hours_to=None if ends is None else time(ends),
            **{name: row[name] for name in ("needs", "groups", "controls", "severities")},
        )
        line.serves.set(row["serves"])


def told(candidates):
    return [
        (one.rank, one.hospital.pk, one.distance_km, [*map(str, one.reasons)], one.why_not and str(one.why_not))
        for one in candidates
    ]


pytestmark = pytest.mark.django_db
