"""The grammar of a pack file: which sections, keys and values there are, and what each becomes."""

from cases.policy.grammar.drafts import read_draft

__all__ = ["read_draft"]
