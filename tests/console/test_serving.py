"""A web process answers on a few threads, each request in one go, and holds none for a stream."""

import asyncio

from asgiref.testing import ApplicationCommunicator

from portal.console import serving
from portal.console.serving import PortalHandler

PATH = "/service-worker.js"  # needs no database


async def asked(handler):
    scope = {"type": "http", "method": "GET", "path": PATH, "query_string": b"", "headers": [(b"host", b"localhost")]}
    caller = ApplicationCommunicator(handler, scope)
    await caller.send_input({"type": "http.request", "body": b"", "more_body": False})
    return (await caller.receive_output(20))["status"]


async def test_more_requests_than_threads_are_all_answered(monkeypatch):
    monkeypatch.setattr(serving, "THREADS", 2)
    handler = PortalHandler()
    assert await asyncio.gather(*(asked(handler) for _request in range(12))) == [200] * 12
    assert len(handler._threads._threads) <= 2


def test_the_chain_of_middleware_is_called_and_not_awaited():
    assert not asyncio.iscoroutinefunction(PortalHandler()._middleware_chain)
