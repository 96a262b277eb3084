"""manage.py load_policy: a file or a shipped name, an area; refused whole with file, line and cause."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.models import PolicyActivation
from cases.policies.selectors import in_force
from cases.policy import shipped_packs
from tests.policy.writing import written

pytestmark = pytest.mark.django_db


def load(*args: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_policy", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_by_its_name(areas: dict[str, Any], name: str) -> None:
    out, _err = load(name, "--area", "230110")

    assert in_force("230110003001").pack.name == name
    assert f"{name} " in out
    assert "230110 香坊区 and below from now on" in out


def test_a_file(areas: dict[str, Any], tmp_path: Path) -> None:
    load(written(tmp_path, ""), "--area", "2301", "--reason", "演练")

    activation = PolicyActivation.objects.get()
    assert (activation.version.pack, activation.area_id, activation.reason, activation.by) == (
        "test",
        "2301",
        "演练",
        None,
    )


def test_somebody_may_answer_for_it(areas: dict[str, Any], admin: Any) -> None:
    load("harbin-2022-04", "--area", "2301", "--as", "admin")

    assert PolicyActivation.objects.get().by == admin


def test_it_remarks_where_the_base_still_goes_before_a_rule_of_one_s_own(areas: dict[str, Any], tmp_path: Path) -> None:
    out, _err = load(written(tmp_path, "commitments:\n  - {kind: case.answer, due: 1h, cite: B1c}\n"), "--area", "2301")

    assert (
        "note: test.yaml:4: case.answer: for severity: critical, "
        "the more specific rule of national-2022-03 still holds (5 min)"
    ) in out


def test_twice_says_that_it_holds_already(areas: dict[str, Any]) -> None:
    load("harbin-2022-04", "--area", "2301")

    assert "already" in load("harbin-2022-04", "--area", "2301")[0]
    assert PolicyActivation.objects.count() == 1


def test_an_override_without_a_reason_is_remarked(areas: dict[str, Any], harbin: PolicyActivation) -> None:
    assert "say why with --reason" in load("tongliao-2022-11", "--area", "230110")[1]
    assert load("beijing-2022-11", "--area", "230103", "--reason", "试行")[1] == ""


def test_every_fault_is_told_and_nothing_changes(areas: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, "colour: red\ncommitments: [{kind: case.answer, due: 25h, cite: B9}]\n")

    with pytest.raises(CommandError) as refused:
        load(path, "--area", "2301")
    lines = str(refused.value).splitlines()
    assert lines[0].startswith(f"{path}:3: the pack has no key 'colour'")
    assert lines[1] == f"{path}:4: 'due' of case.answer is never beyond 24h"
    assert lines[-1] == "Nothing was changed."
    assert not PolicyActivation.objects.exists()


def test_neither_a_file_nor_a_name(areas: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="atlantis:1: cannot be read") as refused:
        load("atlantis", "--area", "2301")
    assert "Shipped packs: national-2022-03" in str(refused.value)


def test_an_area_that_is_not_there(areas: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="there is no area '9999'"):
        load("harbin-2022-04", "--area", "9999")


def test_a_user_who_is_not_there(areas: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="there is nobody called 'ghost'"):
        load("harbin-2022-04", "--area", "2301", "--as", "ghost")


def test_an_area_must_be_named() -> None:
    with pytest.raises(CommandError, match="--area"):
        load("harbin-2022-04")
