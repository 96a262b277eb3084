"""Writes pack files for tests, and reads back what is wrong with them."""

from pathlib import Path
from textwrap import dedent

import pytest

from cases.policy import PackRefused, load_pack

HEAD = """\
pack: test
extends: national-2022-03
"""


def written(folder: Path, body: str, *, name: str = "test.yaml", head: str = HEAD) -> Path:
    """A pack whose own lines begin at line 3."""
    path = folder / name
    path.write_text(head + dedent(body), encoding="utf-8")
    return path


def faults(path: Path) -> list[tuple[int, str]]:
    """(line, cause) of every fault; fails if there is none."""
    with pytest.raises(PackRefused) as refused:
        load_pack(path)
    assert {problem.file for problem in refused.value.problems} == {str(path)}
    return [(problem.line, problem.cause) for problem in refused.value.problems]
