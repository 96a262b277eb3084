"""The sweep's queue has a worker of its own: nothing else that takes its time can hold up the clock."""

from types import SimpleNamespace
from typing import Any

import yaml

from portal.stack.children import ROOT
from portal.stack.supervisor import Options, Supervisor


def queues_of(commands: dict[str, list[str]]) -> dict[str, set[str]]:
    """Of each Celery worker, by its name."""
    return {
        name: set(command[command.index("--queues") + 1].split(","))
        for name, command in commands.items()
        if "--queues" in command
    }


def test_under_make_run(tmp_path):
    door: Any = SimpleNamespace(fileno=lambda: 3)
    programs = Supervisor(Options(tmp_path, "127.0.0.1", 0, demo=False, web_workers=1))._programs({}, door)
    assert queues_of({one.name: list(one.argv) for one in programs}) == {"clock": {"clock"}, "worker": {"default"}}


def test_in_containers():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    commands = {name: [str(word) for word in one.get("command", [])] for name, one in services.items()}
    assert queues_of(commands) == {"clock": {"clock"}, "worker": {"default"}}
    assert services["clock"]["healthcheck"]["test"][-1] == "sweep:celery"
    assert services["worker"]["healthcheck"]["test"][-1] == "outbox:celery"
