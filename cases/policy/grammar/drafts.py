"""Reads one pack file from top to bottom."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import yaml

from cases.policy.grammar.promises import PROMISE_KEYS, read_promise
from cases.policy.grammar.thens import read_priority, read_then
from cases.policy.grammar.whens import read_when
from cases.policy.problems import PackRefused
from cases.policy.reading import Reader, line_of
from cases.policy.rules import ClauseTitle, CommitmentRule, Draft, Forbidden, GroupRule, Rule, Source, Then
from cases.policy.values import GROUPS, REFUSALS, Words
from cases.policy.words import PLACEHOLDERS, has_stray_brace, placeholders

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_CLAUSE_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,15}", re.ASCII)
_RULE_KEYS = ("id", "then", "cite", "text")
_SECTIONS = ("pack", "extends", "title", "clauses", "groups", "refusals", "pathways", "also", "commitments")

T = TypeVar("T")


class _Draftsman:
    """Reads the sections of one file; remembers what was cited where, to be checked once the base is known."""

    def __init__(self, reader: Reader, pack: str) -> None:
        self.reader, self.pack = reader, pack
        self.citations: list[tuple[str, int]] = []

    def section(self, node: yaml.Node | None, name: str, one: Callable[[yaml.Node], T | None]) -> tuple[T, ...]:
        if node is None:
            return ()
        read = [one(item) for item in self.reader.items(node, f"'{name}'")]
        return tuple(item for item in read if item is not None)

    def unique(self, named: Iterable[tuple[str, int]], what: str) -> None:
        """Names with their lines, no name twice."""
        seen: dict[str, int] = {}
        for name, line in named:
            if name in seen:
                self.reader.fault(line, f"{what} {name!r} is written twice, first in line {seen[name]}")
            seen.setdefault(name, line)

    def cite(self, said: dict[str, yaml.Node]) -> tuple[str, ...]:
        if "cite" not in said:
            return ()
        ids = self.reader.several(said["cite"], lambda item: self.reader.scalar(item, "'cite'"))
        self.citations += [(clause, line_of(said["cite"])) for clause in ids]
        return ids

    def words(self, node: yaml.Node, what: str) -> Words | None:
        """{en: …, zh: …}, both: whoever reads the decision reads it in their language."""
        said = self.reader.mapping(node, what, known=("en", "zh"), required=("en", "zh"))
        texts = [self.reader.scalar(said[language], what) for language in ("en", "zh") if language in said]
        return Words(texts[0], texts[1]) if len(texts) == 2 and texts[0] and texts[1] else None

    def template(self, node: yaml.Node) -> Words | None:
        text = self.words(node, "'text'")
        if text is None:
            return None
        for unknown in sorted((placeholders(text.en) | placeholders(text.zh)) - PLACEHOLDERS):
            self.reader.fault(node, f"'text' has no {{{unknown}}} to fill in; known: {', '.join(sorted(PLACEHOLDERS))}")
        if has_stray_brace(text.en) or has_stray_brace(text.zh):
            self.reader.fault(node, "'text' has a brace that begins or ends no {placeholder}")
        return text

    def rule(self, node: yaml.Node, *, decides: bool) -> Rule | None:
        what = "a pathway rule" if decides else "a rule of 'also'"
        known = (*_RULE_KEYS, "when", "first") if decides else (*_RULE_KEYS, "when")
        required = [key for key in _RULE_KEYS if decides or key != "then"]
        said = self.reader.mapping(node, what, known=known, required=required)
        rule_id = self.name(said["id"], "rule id") if "id" in said else None
        when = read_when(self.reader, said.get("when"), pathway_known=not decides)
        then = read_then(self.reader, said["then"], decides=decides) if "then" in said else Then()
        cite = self.cite(said)
        text = self.template(said["text"]) if "text" in said else None
        first = bool(self.reader.yes_no(said["first"], "'first'")) if "first" in said else False
        if not (rule_id and cite and text):
            return None
        return Rule(rule_id, when, then, cite, text, self.pack, line_of(node), first)

    def promise(self, node: yaml.Node, number: int) -> CommitmentRule | None:
        said = self.reader.mapping(node, "a commitment", known=PROMISE_KEYS, required=("kind", "due", "cite"))
        rule_id = self.name(said["id"], "rule id") if "id" in said else f"{self.pack}#{number}"
        cite = self.cite(said)
        rule = read_promise(self.reader, said, rule_id=rule_id or "", cite=cite, pack=self.pack, line=line_of(node))
        return rule if rule_id and cite else None

    def group(self, node: yaml.Node) -> GroupRule | None:
        said = self.reader.mapping(
            node, "a group", known=("group", "priority", "cite"), required=("group", "priority", "cite")
        )
        group = self.reader.choice(said["group"], "group", GROUPS) if "group" in said else None
        priority = read_priority(self.reader, said["priority"]) if "priority" in said else None
        cite = self.cite(said)
        if not group or priority is None or not cite:
            return None
        return GroupRule(group, priority, cite, self.pack, line_of(node))

    def refusals(self, node: yaml.Node | None) -> tuple[Forbidden, ...]:
        """`forbidden:` holds codes, each alone under the section's `cite`, or as {code, cite} with its own."""
        if node is None:
            return ()
        said = self.reader.mapping(node, "'refusals'", known=("forbidden", "cite"), required=("forbidden",))
        shared = self.cite(said)
        return self.section(said.get("forbidden"), "forbidden", lambda item: self.forbidden(item, shared))

    def forbidden(self, node: yaml.Node, shared: tuple[str, ...]) -> Forbidden | None:
        said = {"code": node}
        if isinstance(node, yaml.MappingNode):
            said = self.reader.mapping(node, "a forbidden reason", known=("code", "cite"), required=("code",))
        code = self.reader.choice(said["code"], "reason for refusal", REFUSALS) if "code" in said else None
        cite = self.cite(said) or shared
        if code and not cite:
            self.reader.fault(node, f"{code!r} is forbidden by no clause: add 'cite'")
        return Forbidden(code, cite, self.pack, line_of(node)) if code and cite else None

    def clauses(self, node: yaml.Node | None) -> tuple[ClauseTitle, ...]:
        if node is None:
            return ()
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        ids = [key.value for key, _ in pairs if isinstance(key, yaml.ScalarNode) and _CLAUSE_ID.fullmatch(key.value)]
        said = self.reader.mapping(node, "'clauses'", known=ids)
        read = [(key, self.words(value, f"clause {key!r}")) for key, value in said.items()]
        return tuple(ClauseTitle(key, title) for key, title in read if title)

    def name(self, node: yaml.Node, what: str) -> str | None:
        name = self.reader.scalar(node, f"the {what}")
        if name is not None and not NAME.fullmatch(name):
            self.reader.fault(node, f"{name!r} is not a {what}: letters, digits, dots and hyphens, at most 64")
            return None
        return name


def read_draft(data: bytes, *, file: str) -> Draft:
    """One file, checked by itself. Raises PackRefused with every fault found."""
    reader = Reader(file)
    root = reader.compose(data)
    said = reader.mapping(root, "the pack", known=_SECTIONS, required=("pack",))
    name = _Draftsman(reader, "").name(said["pack"], "pack name") if "pack" in said else None
    draftsman = _Draftsman(reader, name or "")
    draft = _draft(draftsman, said, source=Source(name or "", file, data.decode("utf-8-sig")))
    if reader.problems:
        raise PackRefused(reader.problems)
    return draft


def _draft(draftsman: _Draftsman, said: dict[str, yaml.Node], *, source: Source) -> Draft:
    extends = said.get("extends")
    numbers = iter(range(1, 1_000_000))
    title = draftsman.words(said["title"], "'title'") if "title" in said else None
    pathways = draftsman.section(said.get("pathways"), "pathways", lambda node: draftsman.rule(node, decides=True))
    also = draftsman.section(said.get("also"), "also", lambda node: draftsman.rule(node, decides=False))
    promises = draftsman.section(
        said.get("commitments"), "commitments", lambda node: draftsman.promise(node, next(numbers))
    )
    groups = draftsman.section(said.get("groups"), "groups", draftsman.group)
    forbidden = draftsman.refusals(said.get("refusals"))
    rules: list[Rule | CommitmentRule] = [*pathways, *also, *promises]
    draftsman.unique([(rule.id, rule.line) for rule in rules], "the rule id")
    draftsman.unique([(rule.group, rule.line) for rule in groups], "the group")
    draftsman.unique([(rule.code, rule.line) for rule in forbidden], "the reason")
    return Draft(
        source=source,
        extends=draftsman.name(extends, "base pack") if extends else None,
        extends_line=line_of(extends) if extends else 1,
        title=title or Words(source.name, source.name),
        pathways=pathways,
        also=also,
        commitments=promises,
        groups=groups,
        forbidden=forbidden,
        clauses=draftsman.clauses(said.get("clauses")),
        citations=tuple(draftsman.citations),
    )
