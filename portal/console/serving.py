"""How a web process answers: streams on the event loop, everything else in one go on one of a few threads."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import translation

from portal.console.errors import busy
from portal.console.language import chosen_language
from portal.console.turns import Full, Turns

# No more than there are connections: what comes beyond waits for its turn, and fails nobody for want of a connection.
THREADS = min(settings.WEB_THREADS, settings.DATABASE_POOL or settings.WEB_THREADS)
SLICE = 0.001  # seconds a thread keeps the interpreter when others want it: the loop wants it often and briefly
# Asked by a balancer or a watchman: a process that is busy must not be taken for one that is dead.
WATCHED = frozenset({"/healthz", "/metrics"})
OF_A_SCREEN = b"x-live"  # what a screen reads by itself carries it (js/live.js): people go before
WAITS = {"person": 6.0, "screen": 4.0}  # seconds; told "busy" sooner, a person can act, and others are served in time


class PortalHandler(ASGIHandler):
    """Django's own takes a request from loop to thread and back some thirty times, each middleware twice.

    Here it goes to a thread once, with its signals, and comes back as a response that is read, closed and ready to be
    sent. Streams are sent as Django sends them.
    """

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self._turns, self._aside = Turns(THREADS), Turns(1)
        sys.setswitchinterval(SLICE)
        spare_the_collector()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(f"This is a portal of pages: it speaks http, not {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        leaving = asyncio.ensure_future(self.listen_for_disconnect(receive))
        answering = asyncio.ensure_future(self._in_its_turn(scope, body))
        try:
            await asyncio.wait({leaving, answering}, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                await self._send(answering.result(), send, leaving)
        finally:  # whoever goes away while their request still waits for its turn costs nothing more
            for task in (leaving, answering):
                task.cancel()
            await asyncio.gather(leaving, answering, return_exceptions=True)

    async def _in_its_turn(self, scope: Any, body: Any) -> HttpResponseBase:
        turns = self._aside if scope["path"] in WATCHED else self._turns
        is_screen = any(name == OF_A_SCREEN for name, _value in scope["headers"])
        wait = WAITS["screen" if is_screen else "person"]
        try:
            return await turns.take(lambda: self._answer(scope, body), is_screen=is_screen, wait=wait)
        except Full:
            return self._refuse(scope, body)

    def _refuse(self, scope: Any, body: Any) -> Any:
        request, unreadable = self.create_request(scope, body)
        if request is None:
            return unreadable
        with translation.override(chosen_language(request)):
            response = busy(request)
        response.headers["Retry-After"] = "5"
        request.close()
        return response

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """The whole of a request, on one thread. A response that is no stream is closed: its connection is free."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        response: Any = refusal if request is None else self.get_response(request)
        response._handler_class = type(self)
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response

    async def _send(self, response: HttpResponseBase, send: Any, leaving: asyncio.Future[None]) -> None:
        if not response.streaming:
            await self.send_response(response, send)
            return
        async with ThreadSensitiveContext():
            sending = asyncio.ensure_future(self.send_response(response, send))
            try:
                await asyncio.wait({leaving, sending}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
                await sync_to_async(response.close)()


def spare_the_collector() -> None:
    """What is loaded now stays for good, and a page makes some ten thousand things that go with it: look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
