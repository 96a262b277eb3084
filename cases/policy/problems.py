"""What is wrong with a pack, where: a pack is refused whole, and all its faults are told at once."""

from dataclasses import dataclass

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    cause: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.cause}"


class PackRefused(ValueError):
    """The pack is not accepted. `problems` is never empty and is sorted by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(dict.fromkeys(problems))[:MOST_PROBLEMS]
        super().__init__("\n".join(str(problem) for problem in self.problems))
