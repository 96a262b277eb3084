"""A pack made to do harm is refused quickly and does nothing."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.policy import PackRefused, load_pack
from cases.policy.grammar import read_draft
from cases.policy.situation import Situation
from cases.policy.values import Words
from cases.policy.words import circumstances_of, fill
from tests.drawing import MANY
from tests.policy.writing import faults, written

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.fixture
def quickly() -> Iterator[None]:
    started = time.process_time()
    yield  # the time of this process: how busy the machine is does not matter, and what multiplies takes hours
    assert time.process_time() - started < 20


@pytest.mark.usefixtures("quickly")
def test_references_that_multiply_are_never_followed(tmp_path: Path) -> None:
    assert any("has no key 'a'" in cause for _, cause in faults(written(tmp_path, BOMB)))


@pytest.mark.usefixtures("quickly")
def test_many_references_to_one_big_rule_are_counted(tmp_path: Path) -> None:
    step = "{after: 0s, to: supervisor, at: city}"
    ladder = ", ".join([step] * 500)
    rules = "\n".join("  - {kind: case.answer, due: 5m, cite: B1c, escalate: *l}" for _ in range(500))
    body = f"commitments:\n  - {{kind: case.answer, due: 5m, cite: B1c, escalate: &l [{ladder}]}}\n{rules}\n"

    assert "values once references are followed" in faults(written(tmp_path, body))[-1][1]


def test_a_reference_used_again_in_good_faith_is_accepted(tmp_path: Path) -> None:
    body = """\
        commitments:
          - {kind: case.answer, due: 5m, cite: B1c, escalate: &ladder [{after: 0s, to: supervisor, at: city}]}
          - {kind: case.judge, due: 5m, cite: B1c, escalate: *ladder}
        """

    assert load_pack(written(tmp_path, body)).name == "test"


def test_a_value_that_contains_itself(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "commitments: &me [*me]\n")) == [
        (3, "a commitment must be a mapping, not a list"),
    ]


@pytest.mark.usefixtures("quickly")
def test_nesting_without_end(tmp_path: Path) -> None:
    assert "nested deeper than 20 levels" in faults(written(tmp_path, "title: " + "[" * 100_000 + "\n"))[0][1]


@pytest.mark.usefixtures("quickly")
def test_a_file_too_big(tmp_path: Path) -> None:
    assert "bytes, a pack at most" in faults(written(tmp_path, "# " + "x" * 300_000))[0][1]


@pytest.mark.usefixtures("quickly")
def test_more_faults_than_anybody_reads(tmp_path: Path) -> None:
    body = "commitments:\n" + "  - {kind: case.anser, due: 5m, cite: B1c}\n" * 1000

    assert len(faults(written(tmp_path, body))) == 100


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system ['touch harm']",
        "!!python/name:os.system",
        "!!binary aGFybQ==",
        "!harm x",
    ],
)
def test_no_object_is_ever_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.chdir(tmp_path)
    faults(written(tmp_path, f"title: {value}\n"))

    assert not (tmp_path / "harm").exists()


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "test.yaml"
    path.write_bytes(b"pack: a\ntitle: \xff\xfe\n")

    assert faults(path) == [(2, "not UTF-8 text")]


def test_a_text_reaches_no_attribute_of_anything() -> None:
    words = fill(Words("{control} {0} {control.__class__}", "{control}"), circumstances_of(Situation()))

    assert words.en == "no control {0} {control.__class__}"


@settings(max_examples=MANY)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"pack: a\n{text}".encode()))
def test_whatever_is_in_the_file_it_is_read_or_refused(data: bytes) -> None:
    with suppress(PackRefused):
        assert read_draft(data, file="any").source.name


KEYS = ["id", "kind", "when", "due", "escalate", "cite", "then", "text", "pathway", "groups", "en"]
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["case.answer", "5m", "B1c", "critical", "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "kind", "when", "due", "escalate", "cite", "then", "text", "pathway", "groups", "en"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
SECTIONS = ["commitments", "pathways", "also", "groups", "refusals", "clauses", "title", "extends"]


@settings(max_examples=MANY)
@given(st.dictionaries(st.sampled_from(SECTIONS), SCRAPS, max_size=4))
def test_any_shape_of_values_is_read_or_refused(sections: dict[str, object]) -> None:
    with suppress(PackRefused):
        read_draft(json.dumps({"pack": "a", **sections}).encode(), file="any")
