"""The steps between an installed clone and one that can serve: files for the pages, the schema, the demo."""

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from portal.stack.children import ROOT, Children, Program
from portal.stack.progress import StackError, Stopped, step
from portal.stack.stamps import Stamps, digest

PINS = [ROOT / "requirements.txt", ROOT / "package-lock.json"]
# A migration or a seed may hold what a request may not.
UNLIMITED = {"STATEMENT_TIMEOUT": "0", "LOCK_TIMEOUT": "0", "IDLE_IN_TRANSACTION_TIMEOUT": "0"}


class Setup:
    """`env` is what the portal's processes get; `is_stopped` is asked all along: Ctrl-C waits for no step to end."""

    def __init__(
        self, data_dir: Path, children: Children, *, env: Mapping[str, str], is_stopped: Callable[[], bool]
    ) -> None:
        self.data_dir = data_dir
        self.children = children
        self.env = env
        self.is_stopped = is_stopped
        self.done = Stamps(data_dir / "run" / "done")
        # An embedded database is known by its folder, since its port changes; a given one by its address.
        self.database = os.environ.get("DATABASE_URL") or "embedded"

    def collect_static(self) -> None:
        ours = (ROOT / "static").rglob("*")
        inputs = digest([*_files(ours), *PINS, ROOT / "portal/settings.py", ROOT / "portal/console/finders.py"])
        self._once("static", inputs, "Collecting static files", manage("collectstatic", "--noinput", "--clear"))

    def migrate(self) -> None:
        ours = itertools.chain(ROOT.glob("portal/*/migrations/*.py"), ROOT.glob("*/migrations/*.py"))
        inputs = digest([*_files(ours), *PINS], self.database)
        self._once("migrate", inputs, "Migrating the database", manage("migrate", "--noinput"))

    def seed(self) -> None:
        """Once for each database: what people did with the demo afterwards stays."""
        if any(ROOT.glob("*/management/commands/seed_demo.py")):
            self._once("seed", digest([], self.database), "Seeding the demo", manage("seed_demo"))

    def _once(self, name: str, inputs: str, title: str, command: Sequence[str]) -> None:
        if not self.done.is_done(name, inputs):
            self._run(name, title, command, UNLIMITED)
            self.done.mark(name, inputs)

    def _run(self, name: str, title: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        with step(title):
            child = self.children.start(Program(name, command, env={**self.env, **env}))
            while child.is_running and not self.is_stopped():
                child.wait(0.1)
            code = child.process.poll()
            self.children.stop(child)
        if self.is_stopped():
            raise Stopped
        if code:
            raise StackError(f"{title} failed. The end of {self.children.log_path(name)}:\n{self.children.tail(name)}")


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _files(paths: Iterable[Path]) -> set[Path]:
    return {path for path in paths if path.is_file()}
