"""The steps between an installed clone and one that can serve: files for the pages, the schema, the demo."""

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portal.stack.children import ROOT, Child, Children, Program
from portal.stack.progress import StackError, Stopped, timed
from portal.stack.stamps import Stamps, digest

PINS = [ROOT / "requirements.txt", ROOT / "package-lock.json"]
# A migration or a seed may hold what a request may not.
UNLIMITED = {"STATEMENT_TIMEOUT": "0", "LOCK_TIMEOUT": "0", "IDLE_IN_TRANSACTION_TIMEOUT": "0"}
# What a crash takes of a demo is no loss.
HURRIED = {"SYNCHRONOUS_COMMIT": "off"}


@dataclass(frozen=True)
class Step:
    """A command of manage.py that need not run again until the digest of its inputs changes."""

    name: str
    title: str
    inputs: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class Setup:
    """`env` is what the portal's processes get; `is_stopped` is asked all along: Ctrl-C waits for no step to end."""

    def __init__(
        self, data_dir: Path, children: Children, *, env: Mapping[str, str], is_stopped: Callable[[], bool]
    ) -> None:
        self.children = children
        self.env = {**env, **UNLIMITED}
        self.is_stopped = is_stopped
        self.done = Stamps(data_dir / "run" / "done")
        # An embedded database is known by its folder, since its port changes; a given one by its address.
        self.database = os.environ.get("DATABASE_URL") or "embedded"

    def prepare(self, *, demo: bool) -> None:
        """Files are collected beside the rest, since they need no database."""
        static = self._static()
        collecting = self._begin(static)
        for step in [self._schema(), *(self._demo() if demo else [])]:
            self._finish(step, self._begin(step))
        self._finish(static, collecting)

    def _static(self) -> Step:
        ours = (ROOT / "static").rglob("*")
        inputs = digest([*_files(ours), *PINS, ROOT / "portal/settings.py", ROOT / "portal/console/finders.py"])
        return Step("static", "Collecting static files", inputs, manage("collectstatic", "--noinput", "--clear"))

    def _schema(self) -> Step:
        ours = itertools.chain(ROOT.glob("portal/*/migrations/*.py"), ROOT.glob("*/migrations/*.py"))
        inputs = digest([*_files(ours), *PINS], self.database)
        return Step("migrate", "Migrating the database", inputs, manage("migrate", "--noinput"))

    def _demo(self) -> list[Step]:
        """Once for each database: what people did with the demo afterwards stays."""
        if not any(ROOT.glob("*/management/commands/seed_demo.py")):
            return []
        return [Step("seed", "Seeding the demo", digest([], self.database), manage("seed_demo"), HURRIED)]

    def _begin(self, step: Step) -> Child | None:
        if self.done.is_done(step.name, step.inputs):
            return None
        return self.children.start(Program(step.name, step.command, env={**self.env, **step.env}))

    def _finish(self, step: Step, child: Child | None) -> None:
        if child is None:
            return
        with timed(step.title):
            while child.is_running and not self.is_stopped():
                child.wait(0.1)
            code = child.process.poll()
            self.children.stop(child)
        if self.is_stopped():
            raise Stopped
        if code:
            log, tail = self.children.log_path(step.name), self.children.tail(step.name)
            raise StackError(f"{step.title} failed. The end of {log}:\n{tail}")
        self.done.mark(step.name, step.inputs)


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _files(paths: Iterable[Path]) -> set[Path]:
    return {path for path in paths if path.is_file()}
