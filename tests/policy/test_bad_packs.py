"""A faulty pack is refused whole, and every fault is told with its line and cause."""

from pathlib import Path

import pytest

from cases.policy import PackRefused, load_pack
from tests.policy.writing import faults, written


def promise(**keys: str) -> str:
    """One commitment, a key a line from line 4 on in the order kind, due, cite, and what is added."""
    lines = [f"{key}: {value}" for key, value in {"kind": "case.answer", "due": "5m", "cite": "B1c", **keys}.items()]
    return "commitments:\n  - " + "\n    ".join(lines) + "\n"


def when(condition: str) -> str:
    """A commitment with a condition in line 7."""
    return promise(when=condition)


def pathway(then: str = "{pathway: consultation}", **keys: str) -> str:
    """One pathway rule, a key a line from line 4 on in the order id, then, cite, text, and what is added."""
    rule = {"id": "a", "then": then, "cite": "N1", "text": "{en: a, zh: 甲}", **keys}
    return "pathways:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in rule.items()) + "\n"


# body of the pack (its first line is line 3) -> the line and the cause that must be told
FAULTS = [
    ("colour: red\n", 3, "the pack has no key 'colour'"),
    ("comitments: []\n", 3, "did you mean 'commitments'?"),
    ("commitments: {}\n", 3, "'commitments' must be a list, not a mapping"),
    ("commitments: 5m\n", 3, "'commitments' must be a list, not a single value"),
    ("commitments:\n  - case.answer\n", 4, "a commitment must be a mapping, not a single value"),
    ("commitments:\n  - {kind: case.answer, cite: B1c}\n", 4, "a commitment lacks 'due'"),
    ("commitments:\n  - {kind: case.answer, due: 5m}\n", 4, "a commitment lacks 'cite'"),
    ("commitments:\n  - {kind: case.answer, due: 5m, due: 6m, cite: B1c}\n", 4, "'due' is written twice"),
    (promise(before="24h"), 7, "'before' is for what begins at a known hour: roster.cover, session.arrange"),
    (promise(kind="roster.cover", before="a day"), 7, "'a day' is not a duration"),
    (when("{trouble: worse}"), 7, "'when' has no key 'trouble'"),
    (promise(kind="trip.trouble", when="{trouble: broken}"), 7, "'broken' is not a trouble"),
    (promise(kind="case.anser"), 4, "did you mean 'case.answer'?"),
    (promise(due="5"), 5, "'5' is not a duration"),
    (promise(due="5 m"), 5, "'5 m' is not a duration"),
    (promise(due="-5m"), 5, "'-5m' is not a duration"),
    (promise(due="1w"), 5, "'1w' is not a duration"),
    (promise(due="５m"), 5, "is not a duration"),
    (promise(due="0s"), 5, "no time at all"),
    (promise(due="25h"), 5, "never beyond 24h"),
    (promise(kind="case.judge", due="9999999h"), 5, "longer than a year"),
    (promise(due="[5m]"), 5, "must be a single value, not a list"),
    (promise(due=""), 5, "'due' is empty"),
    (promise(cite="X9"), 6, "there is no clause 'X9'"),
    (promise(cite="[]"), 6, "the list is empty"),
    (promise(id="a") + promise(id="a").removeprefix("commitments:\n"), 8, "'a' is written twice, first in line 4"),
    (when("{groups: [dialisis]}"), 7, "did you mean 'dialysis'?"),
    (when("{colour: red}"), 7, "'when' has no key 'colour'"),
    (when("[critical]"), 7, "'when' must be a mapping"),
    (when("{can_self_drive: perhaps}"), 7, "must be true or false"),
    (when("{age: {from: 18, to: 3}}"), 7, "ends (3) before it begins (18)"),
    (when("{age: {}}"), 7, "neither 'from' nor"),
    (when("{age: {from: old}}"), 7, "must be a whole number from 0 to 150"),
    (when("{test_age: old}"), 7, "'old' is not a test age"),
    (when("{test_age: {older_than: long}}"), 7, "'long' is not a duration"),
    (when("{area: 'here; there'}"), 7, "is not an area code"),
    (promise(escalate="soon"), 7, "'escalate' must be a list"),
    (promise(escalate="\n    - {after: 0s, to: boss, at: city}"), 8, "'boss' is not a role"),
    (promise(escalate="\n    - {after: 0s, to: medic, at: moon}"), 8, "'moon' is not a level"),
    (promise(escalate="\n    - {after: 0s, to: medic}"), 8, "a step of 'escalate' lacks 'at'"),
    (
        promise(escalate="\n    - {after: 5m, to: medic, at: city}\n    - {after: 1m, to: medic, at: city}"),
        9,
        "write them in order of time",
    ),
    (pathway("{pathway: taxi}"), 5, "'taxi' is not a pathway"),
    (pathway("{}"), 5, "'then' lacks 'pathway'"),
    (pathway("{pathway: consultation, hospital: {kinds: fever}}"), 5, "nobody goes to a hospital"),
    (pathway("{pathway: outing_vehicle, transport: self_drive}"), 5, "does not fit the pathway"),
    (pathway("{pathway: outing_vehicle, transport: public_transport}"), 5, "public transport is never offered (T2c)"),
    (pathway("{pathway: outing_vehicle, hospital: {kinds: zoo}}"), 5, "'zoo' is not a hospital kind"),
    (pathway("{pathway: outing_vehicle, priority: 10}"), 5, "'priority' must be a whole number from 0 to 9"),
    (pathway("{pathway: outing_vehicle, pass: {tests: [{max_age: 48h}]}}"), 5, "a gate test lacks 'if_older'"),
    (pathway(when="{pathway: call_120}"), 8, "'when' has no key 'pathway'"),
    (pathway(text="{en: a}"), 7, "'text' lacks 'zh'"),
    (pathway(text="{en: '{name} of', zh: 甲}"), 7, "'text' has no {name} to fill in"),
    (pathway(text="{en: '{control', zh: 甲}"), 7, "'text' has a brace that begins or ends no {placeholder}"),
    (pathway(id="a b"), 4, "is not a rule id"),
    (pathway().replace("id: a\n    ", ""), 4, "a pathway rule lacks 'id'"),
    (pathway(first="true"), 4, "could keep a critical person from 120 (B1b)"),
    (pathway(id="critical-120", when="{need: medicine}"), 1, "no rule with 'first' is left for severity critical"),
    (pathway(id="judge-by-telephone", when="{need: medicine}"), 1, "some people would get no answer"),
    (pathway().replace("pathways", "also"), 5, "'then' has no key 'pathway'"),
    (pathway("{priority: 1}", first="true").replace("pathways", "also"), 8, "has no key 'first'"),
    ("groups:\n  - {group: giants, priority: 3, cite: N2}\n", 4, "'giants' is not a group"),
    (
        "groups:\n  - {group: child, priority: 3, cite: N2}\n  - {group: child, priority: 4, cite: N2}\n",
        5,
        "the group 'child' is written twice",
    ),
    ("refusals:\n  forbidden: [bad_mood]\n  cite: N1\n", 4, "'bad_mood' is not a reason for refusal"),
    ("refusals:\n  forbidden: [fever]\n", 4, "'fever' is forbidden by no clause"),
    ("refusals:\n  permitted: [fever]\n", 4, "'refusals' has no key 'permitted'"),
    ("clauses:\n  X1: no words\n", 4, "clause 'X1' must be a mapping"),
    ("clauses:\n  'X 1': {en: a, zh: 甲}\n", 4, "'clauses' has no key 'X 1'"),
    ("title: Harbin\n", 3, "'title' must be a mapping"),
]


@pytest.mark.parametrize(("body", "line", "cause"), FAULTS, ids=[cause for _, _, cause in FAULTS])
def test_the_fault_is_told_with_its_line(tmp_path: Path, body: str, line: int, cause: str) -> None:
    found = faults(written(tmp_path, body))

    assert [told for at, told in found if at == line and cause in told], found


def test_all_faults_are_told_at_once_in_order(tmp_path: Path) -> None:
    body = """\
        colour: red
        commitments:
          - {kind: case.answer, due: soon, cite: B1c}
          - {kind: case.anser, due: 5m, cite: B1c}
        """

    assert [line for line, _ in faults(written(tmp_path, body))] == [3, 5, 6]


def test_the_message_is_file_line_cause(tmp_path: Path) -> None:
    path = written(tmp_path, "colour: red\n")

    with pytest.raises(PackRefused) as refused:
        load_pack(path)
    assert str(refused.value).startswith(f"{path}:3: the pack has no key 'colour'")


@pytest.mark.parametrize(
    ("head", "line", "cause"),
    [
        ("extends: national-2022-03\n", 1, "the pack lacks 'pack'"),
        ("pack: a\nextends: atlantis\n", 2, "there is no pack 'atlantis' to extend"),
        ("pack: a\nextends: a\n", 2, "'extends' goes in a circle: a → a"),
        ("pack: a\nextends: ../../etc/passwd\n", 2, "is not a base pack"),
        ("pack: ''\n", 1, "the pack name is empty"),
        ("pack: a/b\n", 1, "'a/b' is not a pack name"),
        ("pack: a\npack: b\n", 2, "'pack' is written twice"),
        ("- pack\n", 1, "the pack must be a mapping, not a list"),
        ("just words\n", 1, "the pack must be a mapping, not a single value"),
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("pack: a\n--- \npack: b\n", 2, "not YAML: but found another document"),
        ("pack: a\n  title: {\n", 2, "not YAML"),
        ("pack: [a\n", 2, "not YAML"),
        ("pack: a\n\tx: 1\n", 2, "not YAML"),
        ("pack: a\ntitle: \x07\n", 2, "a character that is not allowed"),
        ("pack: *nobody\n", 1, "not YAML: found undefined alias"),
    ],
)
def test_a_file_that_is_no_pack(tmp_path: Path, head: str, line: int, cause: str) -> None:
    found = faults(written(tmp_path, "", head=head))

    assert [told for at, told in found if at == line and cause in told], found


def test_packs_that_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    written(tmp_path, "", name="b.yaml", head="pack: b\nextends: a\n")
    path = written(tmp_path, "", name="a.yaml", head="pack: a\nextends: b\n")

    with pytest.raises(PackRefused, match=r"b\.yaml:2: 'extends' goes in a circle: a → b → a"):
        load_pack(path)


def test_a_base_with_another_name_than_its_file(tmp_path: Path) -> None:
    written(tmp_path, "", name="b.yaml", head="pack: c\n")
    path = written(tmp_path, "", name="a.yaml", head="pack: a\nextends: b\n")

    assert "calls itself 'c', not 'b'" in faults(path)[0][1]


def test_a_fault_in_the_base_names_the_base(tmp_path: Path) -> None:
    base = written(tmp_path, "colour: red\n", name="b.yaml", head="pack: b\n")
    path = written(tmp_path, "", name="a.yaml", head="pack: a\nextends: b\n")

    with pytest.raises(PackRefused) as refused:
        load_pack(path)
    assert [(problem.file, problem.line) for problem in refused.value.problems] == [(str(base), 2)]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.yaml") == [(1, "cannot be read: No such file or directory")]


def test_a_folder_is_no_pack(tmp_path: Path) -> None:
    assert faults(tmp_path)[0][1].startswith("cannot be read")


def test_a_pack_may_bring_its_own_clause(tmp_path: Path) -> None:
    body = """\
        clauses:
          Q1: {en: a rule of the district, zh: 区级规定}
        commitments: [{kind: case.answer, due: 5m, cite: Q1}]
        """

    assert load_pack(written(tmp_path, body)).clause("Q1").text_zh == "区级规定"
