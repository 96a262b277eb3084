"""HTTP/1.1 and event streams over bare sockets of asyncio: the generator must leave the cores to the servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

TIMEOUT = 20.0  # seconds, after which an answer counts as an error

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Wire:
    """Requests to one address over as many kept connections as are wanted at once."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._idle: list[Connection] = []

    async def ask(
        self, method: str, path: str, *, cookies: str, headers: dict[str, str] | None = None, form: object = None
    ) -> Answer:
        body = None if form is None else urlencode(form, doseq=True).encode()  # type: ignore[arg-type]
        request = head(method, path, self.host, cookies, headers or {}, body) + (body or b"")
        async with asyncio.timeout(TIMEOUT):
            while self._idle:
                try:
                    return await self._exchange(self._idle.pop(), request)
                except (ConnectionError, asyncio.IncompleteReadError):
                    continue  # the server had closed it meanwhile
            return await self._exchange(await self._connected(), request)

    async def stream(self, path: str, *, cookies: str) -> AsyncIterator[tuple[str, str]]:
        """The events of a stream, by name and data, until it ends."""
        reader, writer = await self._connected()
        try:
            writer.write(head("GET", path, self.host, cookies, {"Accept": "text/event-stream"}, None))
            status, _headers = read_head(await reader.readuntil(b"\r\n\r\n"))
            if status != 200:
                raise ConnectionError(f"no stream but {status}")
            name = ""
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    name = line[7:].strip().decode()
                elif line.startswith(b"data: "):
                    yield name, line[6:].strip().decode()
        finally:
            writer.close()

    def close(self) -> None:
        for _reader, writer in self._idle:
            writer.close()

    async def _connected(self) -> Connection:
        return await asyncio.open_connection(self.host, self.port, limit=2**20)

    async def _exchange(self, connection: Connection, request: bytes) -> Answer:
        reader, writer = connection
        try:
            writer.write(request)
            status, headers = read_head(await reader.readuntil(b"\r\n\r\n"))
            body = await read_body(reader, headers)
        except BaseException:
            writer.close()
            raise
        self._idle.append(connection)
        return Answer(status, headers, body)


def head(method: str, path: str, host: str, cookies: str, headers: dict[str, str], body: bytes | None) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookies}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def read_head(block: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = block.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split(" ", 2)[1]), {name.lower(): value.strip() for name, _colon, value in pairs}


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding") != "chunked":
        return b""
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(parts)
