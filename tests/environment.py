"""Where tests run: a DATA_DIR, keys and real servers of their own, unless the environment names others."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from portal.stack.children import ROOT, Children
from portal.stack.messages import compile_messages
from portal.stack.servers import start_servers


def prepare() -> None:
    """Fill what the environment leaves open. Called before the settings are read, which need all of it."""
    compile_messages(ROOT / "locale")
    if "DATA_DIR" not in os.environ:
        os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="changyi-test-")
        atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
    os.environ.setdefault("COMPILED_ROOT", str(ROOT / "build" / "compiled"))  # outlives the run: compiling is slow
    data_dir = Path(os.environ["DATA_DIR"])
    children = Children(data_dir / "log")
    atexit.register(children.close)
    servers = start_servers(data_dir, children, durable=False)
    os.environ.update(servers.urls)
