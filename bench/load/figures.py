"""What was measured: spans by kind, errors, and their percentiles."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.nan


@dataclass
class Figures:
    spans: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # in seconds, by kind
    errors: Counter[str] = field(default_factory=Counter)  # by kind and what came instead of an answer

    def note(self, kind: str, seconds: float) -> None:
        self.spans[kind].append(seconds)

    def failed(self, kind: str, what: object) -> None:
        self.errors[f"{kind}: {what}"] += 1

    def forget(self) -> None:
        """What was before does not count: the beginning, when everything is still cold."""
        self.spans.clear()
        self.errors.clear()

    def row(self, name: str, kinds: Iterable[str], seconds: float) -> dict[str, Any]:
        """One line of the table, over all of these kinds; times in milliseconds."""
        kinds = list(kinds)
        spans = [span for kind in kinds for span in self.spans.get(kind, ())]
        return {
            "kind": name,
            "count": len(spans),
            "per_second": round(len(spans) / seconds, 1),
            **{f"p{share}": round(percentile(spans, share / 100) * 1000) if spans else None for share in (50, 95, 99)},
            "errors": sum(count for what, count in self.errors.items() if what.partition(":")[0] in kinds),
        }
