"""The diagram of a lifecycle, drawn from its table, for docs/."""

from portal.lifecycle.table import STAY, Lifecycle, registered


def mermaid(lifecycle: Lifecycle) -> str:
    """A Mermaid state diagram: one arrow per edge, edges between the same two states joined in one label."""
    edges: dict[tuple[str, str], list[str]] = {}
    for row in lifecycle.transitions:
        for source in row.sources:
            target = source if row.target == STAY else row.target
            edges.setdefault((source, target), []).append(row.name)
    lines = ["stateDiagram-v2", f"    [*] --> {lifecycle.initial}"]
    lines += [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in edges.items()]
    lines += [f"    {state} --> [*]" for state in sorted(lifecycle.final_states())]
    return "\n".join(lines)


HEAD = """# Lifecycles

Drawn from the tables in each app's `lifecycle.py` by `manage.py lifecycle_diagrams`; a test keeps this page current.
An arrow is a transition that the table allows. Nothing else writes a state.
"""


def page() -> str:
    """All lifecycles, one section each, in the order of their nouns."""
    sections = [f"## {noun}\n\n```mermaid\n{mermaid(registered[noun])}\n```\n" for noun in sorted(registered)]
    return "\n".join([HEAD, *sections])
