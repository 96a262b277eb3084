"""Where tests run: a DATA_DIR, keys and servers of their own, unless the environment names others."""

import os
import tempfile
from pathlib import Path

from portal.stack.keys import ensure_keys


def prepare() -> None:
    """Fill what the environment leaves open. Called before the settings are read."""
    data_dir = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="changyi-test-"))
    ensure_keys(Path(data_dir))
