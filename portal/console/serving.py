"""How a web process answers: streams on the event loop, everything else in one go on one of a few threads."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponseBase

# As many as there are connections: what comes beyond waits here, in order, and fails nobody for want of a connection.
THREADS = settings.DATABASE_POOL or 4


class PortalHandler(ASGIHandler):
    """Django's own runs each middleware's two halves as a hop between loop and thread: some thirty a request."""

    def __init__(self) -> None:
        super(ASGIHandler, self).__init__()
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        spare_the_collector()

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Whoever goes away while their request still waits for a thread costs nothing more."""
        return await asyncio.wrap_future(self._threads.submit(copy_context().run, self._answer, request))

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()


def spare_the_collector() -> None:
    """What is loaded now stays for good, and a page makes some ten thousand things that go with it: look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
