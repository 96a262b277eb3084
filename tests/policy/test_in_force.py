"""Which pack holds where: the nearest place above that has one, the latest there, from the moment of activation on."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cases.models import PolicyActivation, PolicyVersion
from cases.policies.selectors import activations_over, exceptions_within, in_force, pack_of, policy_in_force
from cases.policies.services import activate
from cases.policy import PackRefused
from cases.policy.loading import load_pack
from portal.audit.models import Entry
from tests.cases.telling import request_of
from tests.policy.writing import written

pytestmark = pytest.mark.django_db
COMMUNITY, DISTRICT, NEIGHBOUR, CITY = "230110003001", "230110", "230103", "2301"


def test_the_national_base_holds_where_nothing_was_activated(areas: dict[str, Any]) -> None:
    assert in_force(COMMUNITY).pack.name == "national-2022-03"
    assert in_force(COMMUNITY).activation is None


def test_a_pack_of_the_city_holds_everywhere_below(harbin: PolicyActivation) -> None:
    assert policy_in_force(CITY) == policy_in_force(COMMUNITY) == harbin.version
    assert in_force("2302").pack.name == "national-2022-03"


def test_a_district_overrides_its_city_with_a_reason(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    activate("tongliao-2022-11", area=areas[DISTRICT], reason="本区试行")

    assert in_force(COMMUNITY).pack.name == "tongliao-2022-11"
    assert in_force(NEIGHBOUR).pack.name == "harbin-2022-04"
    assert [row.area_id for row in exceptions_within(areas[CITY])] == [DISTRICT]
    assert [row.reason for row in activations_over(COMMUNITY)] == ["本区试行", harbin.reason]


def test_a_later_pack_of_the_city_leaves_the_district_its_own(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    activate("tongliao-2022-11", area=areas[DISTRICT])
    activate("beijing-2022-11", area=areas[CITY])

    assert in_force(COMMUNITY).pack.name == "tongliao-2022-11"
    assert in_force(NEIGHBOUR).pack.name == "beijing-2022-11"


def test_what_held_at_an_instant_can_still_be_asked(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    PolicyActivation.objects.filter(pk=harbin.pk).update(since=timezone.now() - timedelta(days=2))
    activate("tongliao-2022-11", area=areas[CITY])

    assert policy_in_force(CITY, at=timezone.now() - timedelta(days=1)) == harbin.version
    assert policy_in_force(CITY, at=timezone.now() - timedelta(days=3)).pack == "national-2022-03"
    assert policy_in_force(CITY).pack == "tongliao-2022-11"


def test_an_activation_yet_to_come_does_not_hold(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    later = activate("tongliao-2022-11", area=areas[CITY])
    PolicyActivation.objects.filter(pk=later.pk).update(since=timezone.now() + timedelta(hours=1))

    assert policy_in_force(CITY) == harbin.version


def test_the_same_pack_twice_makes_no_history(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    assert activate("harbin-2022-04", area=areas[CITY]) == harbin
    assert PolicyActivation.objects.count() == PolicyVersion.objects.count() == 1


def test_the_same_pack_again_after_another_is_a_new_activation(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    activate("tongliao-2022-11", area=areas[CITY])

    assert activate("harbin-2022-04", area=areas[CITY]) != harbin
    assert policy_in_force(CITY) == harbin.version


def test_a_version_is_the_pack_as_it_was_when_the_file_has_changed(areas: dict[str, Any], tmp_path: Path) -> None:
    rule = "commitments: [{kind: case.answer, due: %s, cite: B1c}]\n"
    first = activate(written(tmp_path, rule % "3m"), area=areas[DISTRICT]).version
    second = activate(written(tmp_path, rule % "4m"), area=areas[DISTRICT]).version

    assert first != second
    assert [pack_of(version.pk).commitments[-1].due for version in (first, second)] == [
        timedelta(minutes=3),
        timedelta(minutes=4),
    ]


def test_a_district_may_extend_the_pack_that_its_city_wrote(areas: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    (tmp_path / "district").mkdir()
    city = "commitments: [{kind: case.answer, due: 3m, cite: B1c}]\n"
    activate(written(tmp_path / "city", city, head="pack: our-city\n"), area=areas[CITY])
    activate(written(tmp_path / "district", "", head="pack: ours\nextends: our-city\n"), area=areas[DISTRICT])

    assert in_force(COMMUNITY).pack.chain == ("national-2022-03", "our-city", "ours")


def test_a_refused_pack_changes_nothing(areas: dict[str, Any], harbin: PolicyActivation, tmp_path: Path) -> None:
    with pytest.raises(PackRefused):
        activate(written(tmp_path, "colour: red\n"), area=areas[CITY])

    assert policy_in_force(CITY) == harbin.version
    assert PolicyVersion.objects.count() == 1


def test_no_folder_of_this_machine_is_kept(areas: dict[str, Any], tmp_path: Path) -> None:
    version = activate(written(tmp_path, ""), area=areas[CITY]).version

    assert [source["file"] for source in version.sources] == ["national-2022-03.yaml", "test.yaml"]
    assert version.digest == load_pack(tmp_path / "test.yaml").digest


def test_it_is_journalled(areas: dict[str, Any], admin: Any) -> None:
    activation = activate("harbin-2022-04", area=areas[CITY], by=admin, reason="通告")
    entry = Entry.objects.get(action="policy.activate")

    assert (entry.area_id, entry.subject_id, entry.reason) == (CITY, str(activation.version_id), "通告")


def test_a_running_request_keeps_the_version_it_was_judged_by(
    areas: dict[str, Any], harbin: PolicyActivation, operator: Any
) -> None:
    before = request_of(operator)
    activate("tongliao-2022-11", area=areas[DISTRICT])
    after = request_of(operator, name="王建国", phone="19900000002")

    before.refresh_from_db()
    assert before.policy == harbin.version
    assert after.policy.pack == "tongliao-2022-11"


def test_reading_what_is_in_force_costs_one_query(harbin: PolicyActivation, django_assert_num_queries: Any) -> None:
    assert in_force(COMMUNITY).pack
    with django_assert_num_queries(1):
        assert in_force(COMMUNITY).pack.name == "harbin-2022-04"
