"""Finds a pack, joins it with what it extends, and checks the whole."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from cases.policy.conditions import OneOf, When
from cases.policy.grammar import read_draft
from cases.policy.problems import PackRefused, Problem
from cases.policy.rules import Draft, Pack, Rule, Source
from cases.policy.values import COMMITMENT_KINDS, LATER_KINDS

PACKS = Path(__file__).parent / "packs"
BASE = "national-2022-03"
LONGEST_CHAIN = 8

T = TypeVar("T")
Find = Callable[[str], Source | None]


def shipped_packs() -> list[str]:
    """Names of the packs that come with the software, the base first."""
    names = sorted(path.stem for path in PACKS.glob("*.yaml"))
    return sorted(names, key=lambda name: name != BASE)


def load_pack(source: str | Path, *, find: Find | None = None) -> Pack:
    """A shipped pack by name, or a file. Raises PackRefused naming every fault by file and line.

    A base is looked for beside the file, then among the shipped packs, then by `find`. A pack that names no base
    extends the national one: no city can fall below it.
    """
    if isinstance(source, str) and source in shipped_packs():
        source = PACKS / f"{source}.yaml"
    path = Path(source)
    drafts = [_read(path, label=str(source))]
    while base := _base_of(drafts[0]):
        drafts.insert(0, _next(drafts, base, beside=path.parent, find=find))
    return join(drafts)


def pack_from_sources(sources: Sequence[Source]) -> Pack:
    """The pack as it was when its sources were kept, base first."""
    return join([read_draft(source.text.encode(), file=source.file) for source in sources])


def _base_of(draft: Draft) -> str | None:
    if draft.extends is None and draft.source.name == BASE:
        return None
    return draft.extends or BASE


def _next(drafts: list[Draft], base: str, *, beside: Path, find: Find | None) -> Draft:
    child = drafts[0]
    names = [draft.source.name for draft in reversed(drafts)]
    if base in names:
        circle = " → ".join([*names, base])
        raise _refused(child.source.file, child.extends_line, f"'extends' goes in a circle: {circle}")
    if len(drafts) >= LONGEST_CHAIN:
        raise _refused(child.source.file, child.extends_line, f"more than {LONGEST_CHAIN} packs extend each other")
    for path in (beside / f"{base}.yaml", PACKS / f"{base}.yaml"):
        if path.is_file():
            return _named(_read(path, label=str(path)), base, child)
    if find and (source := find(base)):
        return _named(read_draft(source.text.encode(), file=source.file), base, child)
    known = ", ".join(shipped_packs())
    raise _refused(child.source.file, child.extends_line, f"there is no pack {base!r} to extend; shipped: {known}")


def _named(draft: Draft, wanted: str, child: Draft) -> Draft:
    if draft.source.name != wanted:
        cause = f"{draft.source.file} calls itself {draft.source.name!r}, not {wanted!r}"
        raise _refused(child.source.file, child.extends_line, cause)
    return draft


def _read(path: Path, *, label: str) -> Draft:
    if path.parent == PACKS:
        return _read_shipped(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refused(label, 1, f"cannot be read: {error.strerror}") from error
    return read_draft(data, file=label)


@cache
def _read_shipped(path: Path) -> Draft:
    """What ships does not change while the program runs."""
    return read_draft(path.read_bytes(), file=path.name)


def _refused(file: str, line: int, cause: str) -> PackRefused:
    return PackRefused([Problem(file, line, cause)])


def join(drafts: Sequence[Draft]) -> Pack:
    """One pack out of a chain, base first: a later rule replaces an earlier one of the same id, or is added."""
    sources = tuple(draft.source for draft in drafts)
    pack = Pack(
        name=sources[-1].name,
        title=drafts[-1].title,
        sources=sources,
        digest=_digest(sources),
        pathways=_latest((draft.pathways for draft in drafts), key=lambda rule: rule.id),
        also=_latest((draft.also for draft in drafts), key=lambda rule: rule.id),
        commitments=_latest((draft.commitments for draft in drafts), key=lambda rule: rule.id),
        groups={rule.group: rule for draft in drafts for rule in draft.groups},
        forbidden={rule.code: rule for draft in drafts for rule in draft.forbidden},
        clauses={clause.id: clause for draft in drafts for clause in draft.clauses},
    )
    problems = [*_unknown_clauses(drafts, pack), *_gaps(pack)]
    if problems:
        raise PackRefused(problems)
    return pack


def _latest(parts: Iterable[tuple[T, ...]], *, key: Callable[[T], str]) -> tuple[T, ...]:
    """Later wins and stands where the later one stands, so that "else the later one" means the child's."""
    kept: dict[str, T] = {}
    for part in parts:
        for rule in part:
            kept.pop(key(rule), None)
            kept[key(rule)] = rule
    return tuple(kept.values())


def _digest(sources: Sequence[Source]) -> str:
    content = "\0".join(f"{source.name}\0{source.text}" for source in sources)
    return hashlib.sha256(content.encode()).hexdigest()


def _unknown_clauses(drafts: Sequence[Draft], pack: Pack) -> list[Problem]:
    return [
        Problem(draft.source.file, line, f"there is no clause {clause!r}: name one of a notice, or add it to 'clauses'")
        for draft in drafts
        for clause, line in draft.citations
        if clause not in pack.clauses
    ]


def _gaps(pack: Pack) -> list[Problem]:
    """Somebody for whom there would be no rule, or a critical person who would not go to 120."""
    own = pack.sources[-1].file
    files = {source.name: source.file for source in pack.sources}
    problems = []
    if not any(rule.when == When() for rule in pack.pathways):
        problems.append(Problem(own, 1, "no pathway rule is left without 'when': some people would get no answer"))
    unconditional = {rule.kind for rule in pack.commitments if rule.when == When()}
    for kind in COMMITMENT_KINDS:
        if kind not in unconditional and kind not in LATER_KINDS:
            problems.append(Problem(own, 1, f"no rule for {kind} is left without 'when': some would have no clock"))
    critical = When(severity=OneOf(("critical",)))
    if not any(rule.first and rule.when == critical for rule in pack.pathways):
        problems.append(Problem(own, 1, "no rule with 'first' is left for severity critical (B1b)"))
    problems += [
        Problem(files[rule.pack], rule.line, f"{rule.id!r} could keep a critical person from 120 (B1b)")
        for rule in pack.pathways
        if rule.first and _can_be_critical(rule) and rule.then.pathway != "call_120"
    ]
    return problems


def _can_be_critical(rule: Rule) -> bool:
    return rule.when.severity is None or "critical" in rule.when.severity.codes
