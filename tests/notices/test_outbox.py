"""Every letter reaches its receiver at least once, whoever fails, hangs or dies, and a receiver can tell repeats."""

import socket
import time
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import httpx
import pytest
from django.db import connection, transaction

from portal.audit.models import Entry
from portal.notices import leasing, outbox, retrying, selectors, webhook
from portal.notices.clock import DatabaseClock, database_now
from portal.notices.models import Delivery, Endpoint
from tests.commitments.processes import eventually
from tests.notices.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


def due_now():
    """As if the wait for the next attempt, and every lease, were over."""
    Delivery.objects.filter(state="waiting").update(next_try_at=DatabaseClock(), leased_until=None)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """However busy this machine is, a receiver that answers is heard."""
    monkeypatch.setattr(webhook, "TIMEOUT", httpx.Timeout(30.0, connect=3.0))


@pytest.fixture
def impatient(patient, monkeypatch):
    """For receivers that hang."""
    monkeypatch.setattr(webhook, "TIMEOUT", httpx.Timeout(30.0, connect=3.0, read=0.5))


def test_a_letter_arrives_signed_with_its_key(receiver, endpoint):
    endpoint(receiver.url)
    say(params={"level": 1}, level=1)

    assert outbox.deliver().delivered == 1
    letter, (message,) = Delivery.objects.get(), receiver.inbox.messages
    assert (letter.state, letter.attempts, letter.last_status) == ("delivered", 1, 200)
    assert message["id"] == str(letter.idempotency_key)
    assert message["subject"] == {"kind": "case", "number": "20261121-0137"}
    assert list(receiver.inbox.keys) == [str(letter.idempotency_key)]
    assert receiver.inbox.refused == 0


def test_nothing_is_sent_twice_when_all_goes_well(receiver, endpoint):
    endpoint(receiver.url)
    for _ in range(30):
        say()
    outbox.deliver()
    outbox.deliver()

    assert len(receiver.inbox.keys) == 30
    assert set(receiver.inbox.keys.values()) == {1}


def test_a_receiver_that_fails_is_tried_again_until_it_takes_it(receiver, endpoint):
    endpoint(receiver.url)
    receiver.inbox.fail_first = 2
    say()

    for _ in range(2):
        outbox.deliver()
        due_now()
    assert Delivery.objects.get().last_error == "http_503"
    outbox.deliver()
    letter = Delivery.objects.get()
    assert (letter.state, letter.attempts) == ("delivered", 3)
    assert list(receiver.inbox.keys.values()) == [1]


def test_the_waits_grow_and_differ(receiver, endpoint):
    endpoint(receiver.url)
    receiver.inbox.status = 500
    say()

    for nth in range(1, 6):
        before = database_now()
        outbox.deliver()
        next_try_at, after = Delivery.objects.get().next_try_at, database_now()
        assert before + 2**nth / 2 * SECOND < next_try_at <= after + 2**nth * SECOND
        due_now()


def test_it_is_not_tried_before_its_time(receiver, endpoint):
    endpoint(receiver.url)
    receiver.inbox.status = 500
    say()
    outbox.deliver()

    assert outbox.deliver() == outbox.Run()
    assert receiver.inbox.requests == 1


def test_a_receiver_that_hangs_costs_its_time_limit_and_no_more(receiver, endpoint, impatient):
    endpoint(receiver.url)
    receiver.inbox.delay = 60.0
    say()
    began = time.monotonic()

    outbox.deliver()
    assert time.monotonic() - began < 20
    assert Delivery.objects.get().last_error == "timeout"


def test_a_receiver_that_took_it_and_answered_too_late_gets_it_again_with_the_same_key(receiver, endpoint, impatient):
    """At least once: the sender cannot know that it arrived. The key lets the receiver throw the repeat away."""
    endpoint(receiver.url)
    receiver.inbox.delay = 2.0
    say()
    outbox.deliver()
    receiver.inbox.delay = 0
    eventually(lambda: receiver.inbox.requests == 1)
    due_now()
    outbox.deliver()

    assert Delivery.objects.get().state == "delivered"
    assert list(receiver.inbox.keys.items()) == [(str(Delivery.objects.get().idempotency_key), 2)]


def test_one_that_hangs_does_not_delay_the_others(receiver, endpoint, at_once):
    """The others have all of theirs while the first letters to the one that hangs are still on their way."""
    silent = socket.create_server(("127.0.0.1", 0))
    hanging = endpoint(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    endpoint(receiver.url)
    for _ in range(45):
        say()

    def wait_and_let_go():
        with silent:
            eventually(lambda: len(receiver.inbox.keys) == 45)

    run, _ = at_once(lambda: outbox.deliver(budget=10.0), wait_and_let_go)
    assert run.delivered == len(receiver.inbox.keys) == 45
    assert set(Delivery.objects.filter(endpoint=hanging).values_list("state", flat=True)) == {"waiting"}


def test_a_sender_that_dies_leaves_its_letters_to_the_next(receiver, endpoint):
    """Killed between taking and settling. When the lease has run out, another takes them."""
    hook = endpoint(receiver.url)
    say()
    leasing.take(hook, lease=uuid4())
    assert outbox.deliver().delivered == 0

    Delivery.objects.update(leased_until=DatabaseClock() - SECOND)
    assert outbox.deliver().delivered == 1


def test_a_failure_that_is_reported_late_does_not_disturb_the_next_holder(receiver, endpoint):
    hook = endpoint(receiver.url)
    say()
    first, second = uuid4(), uuid4()
    (letter,) = leasing.take(hook, lease=first)
    Delivery.objects.update(leased_until=DatabaseClock() - SECOND)
    leasing.take(hook, lease=second)

    leasing.settle([webhook.Result(letter.delivery_id, error="timeout")], lease=first)
    assert Delivery.objects.get().lease == second


def test_two_senders_do_not_take_the_same(receiver, endpoint, at_once):
    hook = endpoint(receiver.url)
    for _ in range(40):
        say()

    batches = at_once(*[lambda: leasing.take(hook, lease=uuid4()) for _ in range(2)])
    ids = [letter.delivery_id for batch in batches for letter in batch]
    assert len(ids) == len(set(ids)) == 40


def test_the_fallback_takes_over_with_the_same_key(receiver, endpoint):
    reserve = endpoint(receiver.url, is_fallback_only=True)
    endpoint("http://127.0.0.1:1/", fallback=reserve)
    say()
    key = str(Delivery.objects.get().idempotency_key)

    for _ in range(leasing.DIVERT_AFTER):
        outbox.deliver()
        due_now()
    outbox.deliver()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "diverted"]
    assert list(receiver.inbox.keys) == [key]


def test_a_ring_of_fallbacks_ends(endpoint):
    first = endpoint("http://127.0.0.1:1/")
    second = endpoint("http://127.0.0.1:2/", fallback=first, is_fallback_only=True)
    Endpoint.objects.filter(pk=first.pk).update(fallback=second)
    say()

    with patch.object(leasing, "GIVE_UP_AFTER", 5):
        for _ in range(12):
            outbox.deliver()
            due_now()
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dead", "diverted"]


def test_what_nobody_takes_becomes_a_dead_letter_and_can_be_taken_up_again(receiver, endpoint, admin):
    endpoint(receiver.url)
    receiver.inbox.status = 500
    say()
    with patch.object(leasing, "GIVE_UP_AFTER", 2):
        for _ in range(3):
            outbox.deliver()
            due_now()
    letter = selectors.dead_letters().get()
    assert (letter.attempts, letter.last_error) == (2, "http_500")
    assert selectors.outbox_state() == {"waiting": 0, "oldest_seconds": 0.0, "dead": 1}

    receiver.inbox.status = 200
    assert retrying.retry(selectors.dead_letters(), by=admin) == 1
    outbox.deliver()
    assert Delivery.objects.get().state == "delivered"
    assert Entry.objects.filter(action="delivery.retry").count() == 1


def test_a_secret_that_does_not_open_is_reported_and_sends_nothing(receiver, endpoint):
    hook, other = endpoint(receiver.url), endpoint("http://127.0.0.1:2/")
    moved = "UPDATE notices_endpoint SET secret = (SELECT secret FROM notices_endpoint WHERE id = %s) WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(moved, [other.pk, hook.pk])
    say()
    outbox.deliver()

    assert Delivery.objects.get(endpoint=hook).last_error == "secret"
    assert receiver.inbox.requests == 0


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "http://[::1]:99999/", "nonsense"]
)
def test_no_address_is_bad_enough_to_stop_the_outbox(receiver, endpoint, url):
    endpoint(url)
    endpoint(receiver.url)
    say()

    run = outbox.deliver()
    assert (run.delivered, run.failed) == (1, 1)


def test_a_redirect_is_not_followed(receiver, endpoint):
    receiver.inbox.status = 307
    endpoint(receiver.url)
    say()
    outbox.deliver()

    assert Delivery.objects.get().last_error == "http_307"


def test_the_network_is_never_called_inside_a_transaction(receiver, endpoint):
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        outbox.deliver()


def test_the_state_says_how_long_the_oldest_waits(receiver, endpoint):
    endpoint(receiver.url)
    say()
    Delivery.objects.update(created_at=database_now() - 90 * SECOND)

    state = selectors.outbox_state()
    assert (state["waiting"], state["dead"]) == (1, 0)
    assert 90 <= state["oldest_seconds"] < 150
