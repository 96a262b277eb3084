"""The settings for what only reads the code: keys of the moment, and servers that are never called."""

import os
from pathlib import Path

from portal.stack.keys import MAKERS

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parents[1] / "build" / "offline"))
for name, key in {"SECRET_KEY": "secret_key", "SEALING_KEYS": "sealing.json", "INDEX_KEY": "index_key"}.items():
    os.environ.setdefault(name, MAKERS[key]())
os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from portal.settings import *  # noqa: E402, F403
