"""`python -m portal.stack run` serves; `python -m portal.stack exec COMMAND …` lends a command the servers alone."""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from portal.env import env, env_bool, env_int, env_path
from portal.stack.bootstrap import die_with_parent
from portal.stack.children import ROOT, Children
from portal.stack.progress import StackError, give_up
from portal.stack.servers import claimed, start_servers
from portal.stack.supervisor import Options, Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.stack", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("run", help="serve, until stopped")
    verbs.add_parser("exec", help="run one command on the servers").add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        return run() if arguments.verb == "run" else execute(arguments.command)
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


def data_dir() -> Path:
    return env_path("DATA_DIR", ROOT / "var")


if __name__ == "__main__":
    sys.exit(main())
