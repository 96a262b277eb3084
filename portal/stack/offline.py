"""An environment for what only reads the code: keys of the moment, and servers that are never called."""

from portal.stack.keys import MAKERS

FILES = {"SECRET_KEY": "secret_key", "SEALING_KEYS": "sealing.json", "INDEX_KEY": "index_key"}


def offline_environment() -> dict[str, str]:
    keys = {name: MAKERS[file]() for name, file in FILES.items()}
    return keys | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0"}
