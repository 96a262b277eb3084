"""The packs that ship: all load, all clauses are known, and the engine stands alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cases.policy import load_pack, shipped_packs
from cases.policy.loading import PACKS
from cases.policy.values import COMMITMENT_KINDS, PATHWAYS

CLAUSES = [
    *("B1a", "B1b", "B1c", "B2a", "B2b", "B2c", "B3a", "B3b", "B3c", "B3d", "B4a", "B4b"),
    *("H1", "H2", "H3", "H4", "H5", "T1", "T2a", "T2b", "T2c", "T3a", "T3b"),
    *("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "P1", "P2", "P3", "P4"),
]


def test_five_notices_ship() -> None:
    assert shipped_packs() == [
        "national-2022-03",
        "beijing-2022-04",
        "beijing-2022-11",
        "harbin-2022-04",
        "tongliao-2022-11",
    ]


@pytest.mark.parametrize("name", shipped_packs())
def test_it_loads_whole_on_the_national_base(name: str) -> None:
    pack = load_pack(name)

    assert pack.name == name
    assert pack.chain[0] == "national-2022-03"
    assert {rule.kind for rule in pack.commitments} == set(COMMITMENT_KINDS)


def test_every_clause_of_the_notices_has_a_title() -> None:
    assert list(load_pack("national-2022-03").clauses) == CLAUSES


def test_every_pathway_is_reached_by_some_rule() -> None:
    reached = {rule.then.pathway for name in shipped_packs() for rule in load_pack(name).pathways}

    assert reached == set(PATHWAYS)


@pytest.mark.parametrize("name", shipped_packs())
def test_every_text_is_chinese_in_chinese_and_not_in_english(name: str) -> None:
    pack = load_pack(name)
    texts = [rule.text for rule in (*pack.pathways, *pack.also)] + [clause.title for clause in pack.clauses.values()]
    han = re.compile(r"[\u4e00-\u9fff]")

    assert [text for text in texts if han.search(text.en) or not han.search(text.zh)] == []


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_pack_carries_the_name_of_its_file(path: Path) -> None:
    assert load_pack(path).name == path.stem


def test_the_digest_follows_the_text_of_the_whole_chain(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("pack: p\n")
    before = load_pack(path).digest
    path.write_text("pack: p\n# a remark\n")

    assert load_pack(path).digest != before
    assert load_pack("harbin-2022-04").digest == load_pack("harbin-2022-04").digest


def test_the_engine_needs_no_django() -> None:
    """The rule: cases.policy is pure. It is judged by lawyers' tables, in scripts and notebooks, without a database."""
    program = "import sys, cases.policy as p; p.load_pack('harbin-2022-04'); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
