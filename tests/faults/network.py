"""Several hosts on one machine: network namespaces on a bridge, each with a cable that can be pulled. For root only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

NUMBER = os.getpid() % 1000  # several runs on one machine do not meet
BRIDGE = f"cy{NUMBER}"
HERE = f"10.77.{NUMBER % 250}.1"  # where the servers and the callers are


class MayNotSplit(Exception):
    """Only root outside a narrow container may make namespaces of the network."""


def address(number: int) -> str:
    return f"10.77.{NUMBER % 250}.{10 + number}"


def namespace(number: int) -> str:
    return f"{BRIDGE}h{number}"


@contextmanager
def hosts_on_a_bridge(count: int) -> Iterator[None]:
    """`count` namespaces, numbered from 0, that reach HERE and each other until their cable is pulled."""
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
    except (OSError, subprocess.CalledProcessError) as error:
        raise MayNotSplit from error
    try:
        _ip("addr", "add", f"{HERE}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number in range(count):
            _add_host(number)
        yield
    finally:
        for number in range(count):
            subprocess.run(["ip", "netns", "del", namespace(number)], capture_output=True)
        subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True)


def _add_host(number: int) -> None:
    name = namespace(number)
    _ip("netns", "add", name)
    _ip("link", "add", _plug(number), "type", "veth", "peer", "name", "eth0", "netns", name)
    _ip("link", "set", _plug(number), "master", BRIDGE, "up")
    for words in (("addr", "add", f"{address(number)}/24", "dev", "eth0"), ("link", "set", "eth0", "up")):
        _ip("-n", name, *words)
    _ip("-n", name, "link", "set", "lo", "up")


def _plug(number: int) -> str:
    """The end of the host's cable at the bridge."""
    return f"{BRIDGE}p{number}"


@contextmanager
def cable_pulled(number: int) -> Iterator[None]:
    """Nothing comes through, and nobody is told: calls hang as they do when a switch dies."""
    _ip("link", "set", _plug(number), "down")
    try:
        yield
    finally:
        _ip("link", "set", _plug(number), "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
