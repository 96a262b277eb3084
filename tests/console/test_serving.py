"""A web process answers on a few threads, each request in one go, and holds none for a stream."""

import asyncio

import pytest
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse

from portal.console import serving
from portal.console.serving import PortalHandler

PATH = "/service-worker.js"  # needs no database


def caller_of(handler, *, path=PATH, headers=()):
    everyone = [(b"host", b"localhost"), *headers]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": everyone}
    return ApplicationCommunicator(handler, scope)


def busy():
    """One whose every thread is taken, for good."""
    handler = PortalHandler()
    handler._turns._free = 0
    return handler


async def asked(handler, **how):
    caller = caller_of(handler, **how)
    await caller.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await caller.receive_output(20)
    return start["status"]


async def test_more_requests_than_threads_are_all_answered(monkeypatch):
    monkeypatch.setattr(serving, "THREADS", 2)
    handler = PortalHandler()
    assert await asyncio.gather(*(asked(handler) for _request in range(12))) == [200] * 12


def test_the_chain_of_middleware_is_called_and_not_awaited():
    assert not asyncio.iscoroutinefunction(PortalHandler()._middleware_chain)


@pytest.mark.parametrize(
    ("path", "headers", "told"),
    [
        ("/queue/", [], "服务器繁忙"),
        ("/queue/", [(b"cookie", f"{settings.LANGUAGE_COOKIE_NAME}=en".encode())], "The server is busy"),
        ("/queue/", [(b"hx-request", b"true")], ""),
        ("/api/v1/cases/", [], '"code": "busy"'),
    ],
)
async def test_whoever_waits_too_long_is_told_so_as_they_can_read_it(monkeypatch, path, headers, told):
    monkeypatch.setattr(serving, "WAITS", {"person": 0.01, "screen": 0.01})
    caller = caller_of(busy(), path=path, headers=headers)
    await caller.send_input({"type": "http.request", "body": b"", "more_body": False})
    start, body = await caller.receive_output(20), await caller.receive_output(20)
    assert (start["status"], dict(start["headers"])[b"Retry-After"]) == (503, b"5")
    assert told in body["body"].decode()
    assert bool(told) == bool(body["body"])


async def test_what_a_screen_reads_by_itself_waits_less(monkeypatch):
    monkeypatch.setattr(serving, "WAITS", {"person": 60.0, "screen": 0.01})
    assert await asked(busy(), headers=[(b"x-live", b"1")]) == 503


async def test_a_busy_process_is_not_taken_for_a_dead_one(monkeypatch):
    handler = busy()
    monkeypatch.setattr(handler, "get_response", lambda _request: HttpResponse())
    assert await asked(handler, path="/healthz") == 200


async def test_whoever_leaves_before_their_turn_is_never_answered(monkeypatch):
    handler = busy()
    monkeypatch.setattr(handler, "_answer", lambda *_request: pytest.fail("somebody who had gone was answered"))
    caller = caller_of(handler)
    await caller.send_input({"type": "http.request", "body": b"", "more_body": False})
    await asyncio.sleep(0)
    await caller.send_input({"type": "http.disconnect"})
    await caller.wait(5)
    handler._turns._pass_on(was_screen=False)
    assert handler._turns._free == 1


async def test_a_stream_ends_when_its_reader_leaves(monkeypatch):
    ended = asyncio.Event()

    async def endless():
        try:
            while True:
                yield b"."
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    handler = PortalHandler()
    monkeypatch.setattr(handler, "get_response", lambda _request: StreamingHttpResponse(endless()))
    caller = caller_of(handler)
    await caller.send_input({"type": "http.request", "body": b"", "more_body": False})
    assert (await caller.receive_output(5))["type"] == "http.response.start"
    assert (await caller.receive_output(5))["body"] == b"."
    await caller.send_input({"type": "http.disconnect"})
    await caller.wait(5)
    await asyncio.wait_for(ended.wait(), 5)


async def test_only_http_is_spoken():
    with pytest.raises(ValueError, match="websocket"):
        await PortalHandler()({"type": "websocket"}, None, None)
