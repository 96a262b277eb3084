"""Carrying the outbox: lease, send outside any transaction, settle. At least once, whoever dies on the way."""

import asyncio
import time
from dataclasses import dataclass
from uuid import uuid4

import httpx
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection

from portal.notices.leasing import endpoints_with_work, settle, take
from portal.notices.models import Endpoint
from portal.notices.webhook import client, send

BUDGET = 20.0  # seconds after which one run takes no more letters
ONE_CARRIER = 0x6F7574626F78  # "outbox", the key of the advisory lock


@dataclass(slots=True)
class Run:
    """What one run of the outbox did."""

    delivered: int = 0
    failed: int = 0
    is_busy: bool = False


def deliver(*, budget: float = BUDGET) -> Run:
    """Sends what is due, each receiver at its own pace: one that hangs delays only its own letters.

    One run at a time: while a receiver hangs, further runs return at once instead of filling the workers. That is only
    for comfort; should two run after all, the leases keep them apart.
    """
    if connection.in_atomic_block:
        raise RuntimeError("no outside call inside a database transaction")
    if not _advisory("SELECT pg_try_advisory_lock(%s)"):
        return Run(is_busy=True)
    try:
        return async_to_sync(_deliver)(budget)
    finally:
        _advisory("SELECT pg_advisory_unlock(%s)")


async def _deliver(budget: float) -> Run:
    run, until = Run(), time.monotonic() + budget
    if endpoints := await sync_to_async(endpoints_with_work)():
        async with client() as http:
            await asyncio.gather(*(_carry(http, endpoint, until, run) for endpoint in endpoints))
    return run


async def _carry(http: httpx.AsyncClient, endpoint: Endpoint, until: float, run: Run) -> None:
    """1. Lease some letters to this endpoint. 2. Send them together. 3. Settle them. Again, until none is due."""
    while time.monotonic() < until:
        lease = uuid4()
        letters = await sync_to_async(take)(endpoint, lease=lease)
        if not letters:
            return
        results = await asyncio.gather(*(send(http, letter) for letter in letters))
        await sync_to_async(settle)(results, lease=lease)
        failed = sum(bool(result.error) for result in results)
        run.failed += failed
        run.delivered += len(results) - failed


def _advisory(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ONE_CARRIER])
        return bool(cursor.fetchone()[0])
