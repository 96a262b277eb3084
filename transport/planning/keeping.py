"""The compiled search on disk: under which name it is kept, whether all of it is there, and making it once."""

import fcntl
import hashlib
from importlib.metadata import version
from pathlib import Path

KERNEL = Path(__file__).parent / "kernel"


def is_compiled(cache: Path) -> bool:
    return (_folder(cache) / "complete").exists()


def load_compiled(cache: Path) -> None:
    """Takes half a minute of one core where nothing is kept yet, and about a second after that.

    Only one process compiles; another one that comes meanwhile waits for it.
    """
    from numba import config

    folder = _folder(cache)
    folder.mkdir(parents=True, exist_ok=True)
    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    with (folder / "lock").open("w") as lock:
        if not is_compiled(cache):
            fcntl.flock(lock, fcntl.LOCK_EX)
        from transport.planning.hunting import compile_all

        compile_all()
    (folder / "complete").touch()


def _folder(cache: Path) -> Path:
    """Named for whatever makes numba compile anew, and for all sources: a change in another file it misses."""
    digest = hashlib.sha256("".join(version(name) for name in ("numba", "llvmlite", "numpy")).encode())
    for path in sorted(KERNEL.glob("*.py")):
        digest.update(f"{path} {path.stat().st_mtime_ns} ".encode() + path.read_bytes())
    return cache / digest.hexdigest()[:16]
