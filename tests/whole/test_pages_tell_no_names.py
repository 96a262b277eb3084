"""No page and no call tells who somebody is without a reveal; what they said, only those read who care for them."""

from io import BytesIO

import pytest
from django.contrib import admin
from django.urls import reverse
from openpyxl import load_workbook

from portal.access.api import can
from portal.audit.models import Entry
from tests.whole.addresses import all_addresses
from tests.whole.examples import EXAMPLES
from tests.whole.people import ANONYMOUS
from tests.whole.walking import SERVED, Walker, foretold, visits, walkers
from tests.whole.watching import Watch, all_identities, all_words

pytestmark = pytest.mark.slow

PAGES = [address for address in all_addresses() if "GET" in address.methods and not address.path.startswith("/admin/")]
READERS = [
    "operator", "neighbour", "grid", "next_grid", "medic", "supervisor", "auditor", "admin",
    "desk", "dispatcher", "driver", "gate", ANONYMOUS,
]  # fmt: skip
# The addresses whose answer shows somebody in plain, for a reason that is journalled.
REVEALS = ("/desk/bookings/<pk>/contact/", "/driver/<pk>/contact/", "/jobs/<pk>/contact/")


@pytest.fixture
def names(world) -> Watch:
    return Watch(all_identities(world))


@pytest.fixture
def words(world) -> Watch:
    return Watch(all_words(world))


def cared_for(walker: Walker, world) -> set[str]:
    """What was said in the districts in which this person cares for residents."""
    return {
        text
        for district in world.districts
        if can(walker.user, "case.reveal", district.cases["received"])
        for secret in district.secrets.values()
        for text in secret.words
    }


def shown_on_purpose(path: str, walker: Walker, world, words: Watch) -> set[str]:
    """What somebody is typing stands in their own form; the words of a reason are opened by auditors one by one.

    Whoever keeps a squad reads who its members are: they are its staff. Whoever answers a driver reads what the driver
    reports.
    """
    if path.startswith("/journal/") and path != "/journal/":
        return words.known
    if path.startswith("/squads/"):
        kept = [one for one in world.districts if can(walker.user, "squad.keep", one.squad)]
        return {text for one in kept for text in one.secrets["an expert"].identity}
    if path == reverse("transport:troubles"):
        return {one.trouble.words for one in world.districts if can(walker.user, "trip.assign", one.trip)}
    own = [district.drafted for district in world.districts if walker.user == district.operator]
    return (
        {text for draft in own for text in (*draft.identity, *draft.words)} if path == reverse("cases:new") else set()
    )


@pytest.mark.parametrize("reader", READERS)
def test_what_is_read(world, names, words, reader):
    (walker,) = walkers(world, reader)
    may_read = cared_for(walker, world)
    told = []
    for address in PAGES:
        for example, path in visits(address, world):
            if foretold(walker.user, "GET", address, example) != SERVED:
                continue
            answer = walker.call("GET", f"{path}?{example.query}" if example.query else path)
            on_purpose = shown_on_purpose(path, walker, world, words)
            found = names.found_in_answer(answer, allowed=on_purpose)
            found |= words.found_in_answer(answer, allowed=may_read | on_purpose)
            told += [f"{path} tells {reader}: {secret}" for secret in found]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("called", ["received", "late", "paused", "emergency", "refused", "out", "own_car", "archived"])
def test_requests_in_every_condition(world, names, called):
    """As a page, as its panel and as the API tells it, to those who see most."""
    number = world.ours.cases[called].number
    for walker in walkers(world, "operator", "auditor"):
        for path in (reverse("cases:case", args=[number]), f"/api/v1/cases/{number}/"):
            for headers in ({}, {"HX-Request": "true"}):
                answer = walker.call("GET", path, {}, **headers)
                assert answer.status_code == 200
                assert not names.found_in_answer(answer)


def test_what_is_searched_for_finds_people_masked(world, names):
    """The answer repeats what was typed, and tells nothing else of whom it finds."""
    who = world.ours.secrets[world.ours.cases["received"].number]
    (walker,) = walkers(world, "operator")
    key = {"key": "case-new"}
    asked = [
        (reverse("cases:search"), "q", [who.name, who.phone, who.id_number]),
        (reverse("cases:queue"), "text", [who.name, who.phone]),
        (reverse("cases:register"), "q", [who.name, who.phone]),
        (reverse("cases:known", kwargs=key), "caller_phone", [who.phone, who.caller_phone]),
        (reverse("cases:choose", kwargs=key), "caller_phone", [who.phone]),
        (reverse("cases:proposal"), "caller_phone", [who.phone]),
    ]
    for path, field, typed in asked:
        for text in typed:
            answer = walker.call("POST", path, {field: text, "need": "medicine", "area": world.ours.community.pk})
            assert answer.status_code == 200
            assert not names.found_in_answer(answer, allowed={text}), f"{path} by {field}"
            assert text not in answer.headers.get("HX-Replace-Url", "")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_the_queue(world, names, words, kind):
    for walker in walkers(world, "operator", "auditor"):
        answer = walker.call("POST", reverse("cases:export"), {"format": kind})
        assert answer.status_code == 200
        text = answer.content.decode("utf-8-sig") if kind == "csv" else _cells(answer.content)
        assert world.ours.cases["received"].number in text
        assert not names.found_in(text) | words.found_in(text)


def _cells(content: bytes) -> str:
    rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def test_the_administration(world, names, words):
    (walker,) = walkers(world, "admin")
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first = model._default_manager.first()
        paths = [reverse(f"{base}_changelist"), *([reverse(f"{base}_change", args=[first.pk])] if first else [])]
        for path in paths:
            answer = walker.call("GET", path)
            assert not names.found_in_answer(answer) | words.found_in_answer(answer), path


@pytest.mark.parametrize("path", REVEALS)
def test_a_reveal_tells_those_who_may_and_journals_it(world, names, path):
    address = next(address for address in all_addresses() if address.path == path)
    example = EXAMPLES[path](world.ours)[0]
    told = set()
    for walker in walkers(world):
        before, after = _reveals_by(walker), []
        answer = walker.call("POST", address.filled(example.values), {}, look=lambda: after.append(_reveals_by(walker)))  # noqa: B023
        is_told = bool(names.found_in_answer(answer))
        assert is_told == (foretold(walker.user, "POST", address, example) == SERVED), walker.name
        assert is_told == (after[0] > before), f"the journal and {walker.name} tell different stories"
        told |= {walker.name} if is_told else set()
    assert told


def _reveals_by(walker: Walker) -> int:
    return Entry.objects.filter(action="privacy.reveal", by=walker.user.pk).count()
