"""The diagram of a lifecycle, drawn from its table, for docs/."""

from portal.lifecycle.table import STAY, Lifecycle


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
