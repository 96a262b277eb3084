"""The stack's command line: what `make run` and `make bench` become, and what an image is built and begun with."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from portal.env import env, env_bool, env_int, env_path
from portal.stack.bootstrap import die_with_parent
from portal.stack.children import ROOT, Children
from portal.stack.keys import ensure_keys
from portal.stack.messages import compile_messages
from portal.stack.offline import offline_environment
from portal.stack.progress import StackError, give_up
from portal.stack.servers import claimed, start_servers
from portal.stack.setup import UNLIMITED, manage
from portal.stack.supervisor import Options, Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.stack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("run", help="bring everything up and serve, until stopped")
    verbs.add_parser("build", help="make the files of an image: catalogues and static files")
    verbs.add_parser("init", help="before the processes of an image start: missing keys, and the schema")
    execution = verbs.add_parser("exec", help="run one command on the embedded servers")
    execution.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        if arguments.verb == "exec":
            return execute(arguments.command)
        return {"run": run, "build": build, "init": init}[arguments.verb]()
    except StackError as error:
        return give_up(error)


def run() -> int:
    options = Options(
        data_dir=data_dir(),
        host=env("HOST", "127.0.0.1"),
        port=env_int("PORT", 8000),
        demo=env_bool("DEMO"),
        web_workers=env_int("WEB_WORKERS", 1),
    )
    Supervisor(options).run()
    return 0


def execute(command: list[str]) -> int:
    place = data_dir()
    with claimed(place), Children(place / "log") as children:
        env = {**os.environ, **start_servers(place, children).urls, "DATA_DIR": str(place)}
        # In the foreground, with this terminal: Ctrl-C reaches both, and the servers end after the command.
        done = subprocess.run(command, env=env, check=False, preexec_fn=lambda: die_with_parent(signal.SIGTERM))
    return done.returncode


def build() -> int:
    compile_messages(ROOT / "locale")
    return subprocess.run(manage("collectstatic", "--noinput"), env=os.environ | offline_environment()).returncode


def init() -> int:
    ensure_keys(data_dir())
    return subprocess.run(manage("migrate", "--noinput"), env=os.environ | UNLIMITED).returncode


def data_dir() -> Path:
    return env_path("DATA_DIR", ROOT / "var")


if __name__ == "__main__":
    sys.exit(main())
