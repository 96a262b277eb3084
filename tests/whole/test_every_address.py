"""Role × address × other district: whoever opens an address meets what the table of permissions says, and no error."""

import pytest
from django.http import HttpResponse
from django.test import AsyncClient

from portal.console import errors
from tests.whole.addresses import Address, all_addresses
from tests.whole.examples import EXAMPLES, Example
from tests.whole.walking import NOT_THIS_WAY, SERVED, Walker, at_the_door, foretold, told, visits, walkers

ADDRESSES = all_addresses()

WANTED = """
{path} has a part in it, and no example says what to put there.

Add a row to EXAMPLES in tests/whole/examples.py, so that everybody's way through the portal leads past it:

    "{path}": one(
        lambda district: Example({{{parts}}}, district.THING, "NOUN.view", "NOUN.VERB")
    ),

NOUN.view is the action without which the thing does not exist for somebody (404), NOUN.VERB the one without which it
is refused (403). If no District has such a thing yet, let tests/whole/stories.py make one.
"""


@pytest.fixture(scope="module")
def everybody(_built_world, django_db_blocker) -> list[Walker]:
    with django_db_blocker.unblock():
        return walkers(_built_world)


@pytest.fixture
def bare_refusals(monkeypatch):
    """Most answers here are refusals: their page, which has tests of its own, would take most of the time."""
    monkeypatch.setattr(errors, "render", lambda request, template, context, status: HttpResponse(status=status))


def test_every_address_with_a_part_has_an_example():
    for address in ADDRESSES:
        if "<" in address.path and address.path not in EXAMPLES:
            parts = ", ".join(f'"{part}": …' for part in address.parts)
            pytest.fail(WANTED.format(path=address.path, parts=parts), pytrace=False)


def test_no_example_outlives_its_address():
    assert not EXAMPLES.keys() - {address.path for address in ADDRESSES}


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.path)
def test_everybody_meets_what_the_table_says(world, everybody, bare_refusals, address: Address):
    wrong = []
    for walker in everybody:
        if _has_something_to_tell(walker, address):
            for method in _telling_methods(walker, address):
                wrong += _wrong_answers(walker, method, address, world)
    assert not wrong, "\n".join(wrong)


def _has_something_to_tell(walker: Walker, address: Address) -> bool:
    """A public address knows no roles; colleagues of the next hospital or gate differ in the things they see."""
    if address.declared.is_public:
        return walker.name in ("operator", "nobody", "anonymous")
    return address.path in EXAMPLES or ("<" not in address.path and not walker.name.startswith("next_"))


def _telling_methods(walker: Walker, address: Address) -> list[str]:
    """All that the address serves; of a door that is closed to each of them in the same way, one."""
    doors = {name: at_the_door(walker.user, name, address) for name in address.methods}
    closed = {door: name for name, door in doors.items() if door != SERVED}
    return [*closed.values(), *(name for name, door in doors.items() if door == SERVED)]


def _wrong_answers(walker: Walker, method: str, address: Address, world) -> list[str]:
    is_closed = at_the_door(walker.user, method, address) != SERVED
    wrong = []
    for example, path in visits(address, world):
        expected = foretold(walker.user, method, address, example)
        query = f"?{example.query}" if example.query else ""
        answer = walker.call(method, path + query, example.data if method == "POST" else None)
        met = told(answer, address)
        if met not in _right_answers(expected, example, is_closed=is_closed):
            wrong.append(f"{walker.name}: {method} {path} should be {expected}, and is {met}")
        if is_closed:
            break  # another thing behind the same closed door tells nothing new
    return wrong


def _right_answers(expected: str, example: Example, *, is_closed: bool) -> set[str]:
    """What is foretold; behind an open door also that nothing is served by this method, to whomever."""
    also = example.also if expected == SERVED else set()
    return {expected, *map(str, also)} | (set() if is_closed else {NOT_THIS_WAY})


@pytest.mark.django_db(transaction=True)
async def test_the_same_door_under_asgi():
    answer = await AsyncClient().get("/journal/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/journal/")
