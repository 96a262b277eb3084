"""Open screens are told to read again within a second, of their own places only, and of the clock's health."""

import asyncio
import json
import os
import signal

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from portal.notices import live
from portal.notices.beats import beat
from portal.notices.live import hub as hubs
from portal.notices.live.audience import Audience, audience_of
from portal.notices.live.stream import events
from portal.notices.models import Heartbeat
from tests.cast import COMMUNITY
from tests.notices.conftest import say

XIANGFANG, NANGANG = Audience(areas=("230110",)), Audience(areas=("230103",))


class TestWhoHears:
    @pytest.mark.parametrize(
        ("message", "hears"),
        [
            ({"topic": "case", "area": "230110003001"}, True),
            ({"topic": "case", "area": "230110"}, True),
            ({"topic": "case", "area": "2301"}, False),
            ({"topic": "case", "area": "230103001001"}, False),
            ({"topic": "booking", "area": "230103001001", "hospital": 7}, True),
            ({"topic": "booking", "area": "230103001001", "hospital": 8}, False),
            ({"topic": "notice", "to": "supervisor@230110"}, True),
            ({"topic": "notice", "to": "supervisor@2301"}, False),
            ({"topic": "job", "area": "230103", "user": 12}, True),
            ({"topic": "*"}, True),
            ({"topic": "case"}, False),
        ],
    )
    def test_places_posts_and_ids(self, message, hears):
        reader = Audience(
            areas=("230110",),
            posts=frozenset({"supervisor@230110"}),
            ids={"hospital": frozenset({"7"}), "user": frozenset({"12"})},
        )
        assert reader.hears(message) is hears

    def test_nobody_in_particular_hears_of_no_place(self):
        assert not Audience().hears({"topic": "case", "area": "230110"})

    @pytest.mark.django_db
    def test_an_audience_is_made_of_grants(self, supervisor):
        reader = audience_of(supervisor)
        assert reader.areas == ("230110",)
        assert "supervisor@230110" in reader.posts
        assert reader.ids["user"] == {str(supervisor.pk)}


def parsed(event: bytes):
    """("change", data) of one server-sent event; None for a comment or an instruction."""
    fields = dict(line.split(": ", 1) for line in event.decode().strip().split("\n") if not line.startswith(":"))
    return (fields["event"], json.loads(fields["data"])) if "event" in fields else None


async def heard(stream, *, until, within=10.0):
    """Reads a stream until something satisfies `until`, and returns it."""
    async with asyncio.timeout(within):
        async for event in stream:
            if (told := parsed(event)) and until(told):
                return told
    raise AssertionError("the stream ended")


def topic(name):
    return lambda told: told[0] == "change" and any(one["topic"] == name for one in told[1])


def is_alive(told):
    return told[0] == "pulse" and told[1]["now"] is not None


publish = sync_to_async(live.publish)


@pytest.fixture
async def thread_closed():
    """What the test asked of the database ran in a thread of its own, whose connection would stay open."""
    yield
    await sync_to_async(lambda: connection.close())()


@pytest.fixture
def real_database(django_db_setup, django_db_blocker):
    """Commits are real, since only those are heard, and nothing is cleared afterwards: these tests write no rows."""
    with django_db_blocker.unblock():
        yield
        Heartbeat.objects.all().delete()
        connection.close()


@pytest.mark.usefixtures("real_database", "thread_closed")
class TestStream:
    @pytest.fixture(autouse=True)
    def fast(self, monkeypatch):
        monkeypatch.setattr(hubs, "PULSE_EVERY", 0.5)

    async def test_a_change_is_heard(self):
        stream = events(XIANGFANG)
        await heard(stream, until=is_alive)
        await publish("case", area_id=COMMUNITY, number="20261121-0137")

        _, changes = await heard(stream, until=topic("case"), within=3)
        assert {"topic": "case", "number": "20261121-0137"} in changes
        await stream.aclose()

    async def test_what_happens_elsewhere_is_not_heard(self):
        stream = events(NANGANG)
        await heard(stream, until=is_alive)
        await publish("case", area_id=COMMUNITY)
        await publish("booking", area_id="230103")

        _, changes = await heard(stream, until=lambda told: told[0] == "change" and told[1] != [EVERYTHING])
        assert [one["topic"] for one in changes if one["topic"] != "*"] == ["booking"]
        await stream.aclose()

    async def test_what_is_rolled_back_is_not_heard(self):
        def roll_back():
            with transaction.atomic():
                live.publish("case", area_id=COMMUNITY)
                transaction.set_rollback(True)

        stream = events(XIANGFANG)
        await heard(stream, until=is_alive)
        await sync_to_async(roll_back)()
        await publish("trip", area_id=COMMUNITY)

        _, changes = await heard(stream, until=topic("trip"))
        assert "case" not in {one["topic"] for one in changes}
        await stream.aclose()

    async def test_the_pulse_tells_the_time_and_the_age_of_the_last_sweep(self):
        await sync_to_async(beat)("sweep:watch")
        stream = events(XIANGFANG)

        _, pulse = await heard(stream, until=is_alive)
        assert pulse["now"] > 1_700_000_000
        assert 0 <= pulse["sweep_age"] < 10
        await stream.aclose()

    async def test_much_at_once_is_said_once(self):
        def many():
            with transaction.atomic():
                for _ in range(50):
                    live.publish("case", area_id=COMMUNITY)
                    live.publish("escalation", area_id=COMMUNITY)

        stream = events(XIANGFANG)
        await heard(stream, until=is_alive)
        await sync_to_async(many)()

        _, changes = await heard(stream, until=topic("escalation"))
        assert len(changes) <= 3
        await stream.aclose()

    async def test_after_the_listener_lost_the_database_everything_is_read_again(self):
        stream = events(XIANGFANG)
        await heard(stream, until=topic("*"))  # a listener that begins says so of what it has missed

        def cut():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND (query LIKE 'LISTEN%%' OR query LIKE '%%notices_heartbeat%%') AND pid <> pg_backend_pid()"
                )

        await sync_to_async(cut)()
        await heard(stream, until=topic("*"))
        await publish("case", area_id=COMMUNITY)
        await heard(stream, until=topic("case"))
        await stream.aclose()

    async def test_one_connection_serves_all_and_ends_with_the_last(self):
        hub = hubs.hub()
        streams = [events(XIANGFANG) for _ in range(5)]
        for stream in streams:
            await heard(stream, until=is_alive)
        assert len(hub._readers) == 5
        listener = hub._listener
        for stream in streams:
            await stream.aclose()

        async with asyncio.timeout(5):
            await listener
        assert hub._readers == set()

    async def test_a_screen_that_does_not_keep_up_is_told_to_read_everything(self, monkeypatch):
        monkeypatch.setattr(hubs, "TELLINGS_LIMIT", 4)
        reader = hubs.Reader(XIANGFANG)
        for number in range(5):
            reader.tell(hubs.changed([("case", str(number))]))

        assert parsed(await reader.next()) == ("change", [EVERYTHING])
        assert parsed(await reader.next()) == ("change", [{"topic": "case", "number": "4"}])

    async def test_streams_end_when_the_server_is_told_to_stop(self):
        """SIGTERM reaches the hub before the server begins to wait for its connections."""
        told = []
        before = signal.signal(signal.SIGTERM, lambda *_: told.append("server"))
        try:
            stream = events(XIANGFANG)
            await heard(stream, until=is_alive)
            os.kill(os.getpid(), signal.SIGTERM)
            assert await heard(stream, until=lambda event: event[0] == "bye", within=3) == ("bye", {})
        finally:
            signal.signal(signal.SIGTERM, before)
        assert told == ["server"]


EVERYTHING = {"topic": "*", "number": ""}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("thread_closed")
class TestView:
    async def test_a_notice_wakes_the_inbox_of_its_post(self, areas):
        stream = events(Audience(posts=frozenset({"supervisor@230110"})))
        await heard(stream, until=is_alive)
        await sync_to_async(say)()

        await heard(stream, until=topic("notice"))
        await stream.aclose()

    async def test_it_streams_to_whoever_is_signed_in(self, async_client, supervisor):
        await async_client.aforce_login(supervisor)
        answer = await async_client.get("/live/")

        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/event-stream"
        assert answer["X-Accel-Buffering"] == "no"
        stream = aiter(answer.streaming_content)
        assert (await anext(stream)).startswith(b"retry:")
        await stream.aclose()

    async def test_nobody_else_hears_anything(self, async_client):
        answer = await async_client.get("/live/")
        assert answer.status_code in (302, 401)

    def test_a_server_without_streams_says_so(self, client, supervisor):
        client.force_login(supervisor)
        assert client.get("/live/").status_code == 204
