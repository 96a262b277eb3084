"""A taken port is told in words that help."""

import socket

import pytest

from portal.stack.ports import free_port, reserve
from portal.stack.progress import StackError


def test_a_taken_port_is_named_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port} .*taken.*\n.*PORT={port + 1}"):
            reserve("127.0.0.1", port)


def test_a_reserved_port_answers_nobody_yet():
    port = free_port()
    with reserve("127.0.0.1", port), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_a_reserved_port_is_taken():
    port = free_port()
    with reserve("127.0.0.1", port) as door:
        door.listen()
        with pytest.raises(StackError, match="taken"):
            reserve("127.0.0.1", port)
