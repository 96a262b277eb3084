"""Among the rules that hold, the most specific decides, else the later one; a child overrides by id or adds."""

from datetime import timedelta
from pathlib import Path

import pytest

from cases.policy import Situation, clocks_for, judge, load_pack
from tests.policy.writing import written

CONTRACT_EXAMPLE = """\
pack: harbin-2022-04
extends: national-2022-03
commitments:
  - kind: case.answer
    when: {severity: [critical]}      # absent: always; the most specific rule wins, else the later one
    due: 5m                            # s, m, h; never beyond 24h for case.answer
    escalate:
      - {after: 0s, to: supervisor, at: district}
      - {after: 10m, to: supervisor, at: city}
    cite: B1c
"""

CRITICAL, ROUTINE = Situation(severity="critical"), Situation(severity="routine")


def test_the_example_of_the_contract_is_taken_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(CONTRACT_EXAMPLE)
    clock = clocks_for(load_pack(path), "case.answer", CRITICAL)

    assert (clock.due, clock.cite, clock.pack) == (timedelta(minutes=5), "B1c", "harbin-2022-04")
    assert [(step.after, step.to, step.at) for step in clock.steps] == [
        (timedelta(0), "supervisor", "district"),
        (timedelta(minutes=10), "supervisor", "city"),
    ]


def test_more_conditions_win_whatever_the_order(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            commitments:
              - {kind: case.answer, when: {severity: routine, control: sealed}, due: 7s, cite: B1c}
              - {kind: case.answer, when: {severity: routine}, due: 8s, cite: B1c}
              - {kind: case.answer, due: 9s, cite: B1c}
            """,
        )
    )

    assert clocks_for(pack, "case.answer", Situation(control="sealed")).due.seconds == 7
    assert clocks_for(pack, "case.answer", ROUTINE).due.seconds == 8
    assert clocks_for(pack, "case.answer", Situation(severity="urgent")).due.seconds == 9


def test_of_equals_the_later_wins_and_the_child_is_later_than_its_base(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            commitments:
              - {kind: case.answer, when: {severity: critical}, due: 7s, cite: B1c}
              - {kind: case.answer, when: {severity: critical}, due: 8s, cite: B1c}
            """,
        )
    )

    assert clocks_for(pack, "case.answer", CRITICAL).due.seconds == 8
    assert clocks_for(pack, "case.answer", ROUTINE) == clocks_for(load_pack("national-2022-03"), "case.answer", ROUTINE)


def test_the_general_rule_of_a_child_leaves_the_special_rule_of_its_base(tmp_path: Path) -> None:
    pack = load_pack(written(tmp_path, "commitments: [{kind: case.answer, due: 1h, cite: B1c}]\n"))

    assert clocks_for(pack, "case.answer", ROUTINE).due == timedelta(hours=1)
    assert clocks_for(pack, "case.answer", CRITICAL).due == timedelta(minutes=5)


def test_a_child_replaces_a_rule_by_its_id(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            pathways:
              - id: medicine-to-the-door
                when: {need: medicine}
                then: {pathway: consultation}
                cite: N5
                text: {en: ask a doctor first, zh: 先问诊}
            """,
        )
    )
    outcome = judge(pack, Situation(need="medicine"))

    assert (outcome.pathway, outcome.clauses, outcome.why[0].text_zh) == ("consultation", ("N5",), "先问诊")


def test_life_goes_before_every_closer_rule(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            pathways:
              - id: very-close
                when: {need: emergency, severity: critical, control: sealed, groups: elderly, can_self_drive: true}
                then: {pathway: outing_self_drive, pass: {needed: true, tests: [{max_age: 24h, if_older: home_test}]}}
                cite: B3b
                text: {en: drive, zh: 自驾}
            """,
        )
    )
    person = Situation(
        need="emergency", severity="critical", control="sealed", groups=frozenset({"elderly"}), can_self_drive=True
    )
    outcome = judge(pack, person)

    assert outcome.pathway == "call_120"
    assert "not outing by private car: life in danger goes before it" in [a.text_en for a in outcome.alternatives]


def test_additions_only_make_it_safer(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            also:
              - id: careless
                when: {pathway: outing_vehicle, control: central_isolation, need: outpatient, severity: routine}
                then:
                  priority: 0
                  transport: {pooling: true, partition: false, kit: false}
                  hospital: {buffer: false}
                cite: N8
                text: {en: careless, zh: 大意}
            """,
        )
    )
    outcome = judge(pack, Situation(need="outpatient", control="central_isolation", groups=frozenset({"elderly"})))

    assert outcome.transport.partition
    assert outcome.transport.kit
    assert not outcome.transport.pooling
    assert outcome.hospital
    assert outcome.hospital.buffer
    assert outcome.priority == 3


def test_an_area_condition_holds_for_all_below_it(tmp_path: Path) -> None:
    pack = load_pack(
        written(tmp_path, "commitments: [{kind: case.answer, when: {area: 230110}, due: 9s, cite: B1c}]\n")
    )

    assert clocks_for(pack, "case.answer", Situation(area_code="230110003001")).due.seconds == 9
    assert clocks_for(pack, "case.answer", Situation(area_code="230103")).due.seconds == 900
    assert clocks_for(pack, "case.answer", Situation()).due.seconds == 900


def test_what_is_not_known_satisfies_nothing(tmp_path: Path) -> None:
    pack = load_pack(
        written(
            tmp_path,
            """\
            commitments:
              - {kind: case.judge, when: {age: {to: 150}}, due: 1s, cite: B1c}
              - {kind: case.arrange, when: {can_self_drive: false}, due: 1s, cite: B1c}
              - {kind: case.finish, when: {test_age: {older_than: 0s}}, due: 1s, cite: B1c}
              - {kind: case.follow_up, when: {test_age: unknown}, due: 1s, cite: B1c}
            """,
        )
    )
    unknown = Situation()

    assert [
        clocks_for(pack, kind, unknown).due.seconds == 1
        for kind in ("case.judge", "case.arrange", "case.finish", "case.follow_up")
    ] == [False, False, False, True]


def test_no_base_named_means_the_national_base(tmp_path: Path) -> None:
    path = written(tmp_path, "commitments: [{kind: case.answer, due: 3s, cite: B1c}]\n", head="pack: alone\n")

    assert load_pack(path).chain == ("national-2022-03", "alone")


def test_a_base_may_lie_beside_the_file(tmp_path: Path) -> None:
    written(tmp_path, "commitments: [{kind: case.answer, due: 3s, cite: B1c}]\n", name="city.yaml", head="pack: city\n")
    pack = load_pack(written(tmp_path, "", name="district.yaml", head="pack: district\nextends: city\n"))

    assert pack.chain == ("national-2022-03", "city", "district")
    assert clocks_for(pack, "case.answer", ROUTINE).due.seconds == 3


def test_november_in_beijing_stands_on_april() -> None:
    assert load_pack("beijing-2022-11").chain == ("national-2022-03", "beijing-2022-04", "beijing-2022-11")


def test_an_unknown_kind_of_promise_is_an_error() -> None:
    with pytest.raises(KeyError):
        clocks_for(load_pack("national-2022-03"), "case.forget", ROUTINE)
