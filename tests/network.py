"""A wire between a browser and a server that can be cut: whoever speaks over it is hung up on, as in a lift."""

from __future__ import annotations

import contextlib
import socket
import threading

CHUNK = 65536


class Wire:
    """Listens on a port of its own and passes everything on to `port`, until `cut()` and again after `mend()`."""

    def __init__(self, port: int) -> None:
        self._target = ("localhost", port)
        self._ends: set[socket.socket] = set()
        self._is_cut = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for end in list(self._ends):
            self._hang_up(end)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._door.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        if self._is_cut:
            self._hang_up(near)
            return
        far = socket.create_connection(self._target)
        self._ends |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while told := one.recv(CHUNK):
                other.sendall(told)
        self._hang_up(one)
        self._hang_up(other)

    def _hang_up(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
