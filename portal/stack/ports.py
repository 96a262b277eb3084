"""Ports of this machine: one that is asked for by name, and free ones for what nobody needs to know."""

import errno
import socket

from portal.stack.progress import StackError


def reserve(host: str, port: int) -> socket.socket:
    """Hold the port on which people will come. Bound but not yet listening: until the pages are there, nobody waits.

    The web process inherits this socket, so a restart of it refuses no caller.
    """
    held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((host, port))
    except OSError as error:
        held.close()
        if error.errno == errno.EADDRINUSE:
            raise StackError(
                f"Port {port} on {host} is taken by another program. Stop that one, or choose another port:\n"
                f"    make run PORT={port + 1} DATA_DIR=./var-{port + 1}"
            ) from None
        raise StackError(f"Cannot listen on {host} port {port}: {error.strerror}.") from None
    return held


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
