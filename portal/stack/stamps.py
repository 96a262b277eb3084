"""What has been done already: a step whose inputs are unchanged since it last succeeded is skipped."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


class Stamps:
    """One small file a step in `folder`, holding the digest of the inputs it was done with."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder

    def is_done(self, step: str, inputs: str) -> bool:
        path = self.folder / step
        return path.is_file() and path.read_text() == inputs

    def mark(self, step: str, inputs: str) -> None:
        (self.folder / step).write_text(inputs)


def digest(paths: Iterable[Path], *words: str) -> str:
    """Of contents and names. Contents and not times: a checkout touches files that it does not change."""
    total = hashlib.sha256(repr(words).encode())
    for path in sorted(paths):
        total.update(str(path).encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
