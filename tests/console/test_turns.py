"""Turns: so many at once, people before screens, nobody without end, and none is lost."""

import asyncio
import threading

import pytest

from portal.console.turns import Full, Turns


class Work:
    """Work that notes when it began and ends when it is let go."""

    def __init__(self):
        self.begun, self._go = [], threading.Event()

    def named(self, name):
        def run():
            self.begun.append(name)
            self._go.wait(10)
            return name

        return run

    def let_go(self):
        self._go.set()


@pytest.fixture
def work():
    work = Work()
    yield work
    work.let_go()


async def until(condition):
    for _turn in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come to that")


@pytest.fixture
async def busy(work):
    """One turn, taken by the work "first", which ends when it is let go."""
    turns = Turns(1)
    first = take(turns, work.named("first"))
    await until(lambda: work.begun)
    yield turns
    work.let_go()
    await first


async def has_come_free(turns):
    return await turns.take(lambda: "next", wait=5) == "next"


def take(turns, run, **how):
    return asyncio.ensure_future(turns.take(run, **{"wait": 10, **how}))


async def test_no_more_at_once_than_there_are_turns(work):
    turns = Turns(2)
    tasks = [take(turns, work.named(number)) for number in range(4)]
    await until(lambda: len(work.begun) == 2)
    await asyncio.sleep(0.05)
    assert work.begun == [0, 1]
    work.let_go()
    assert await asyncio.gather(*tasks) == [0, 1, 2, 3]


async def test_people_go_before_screens_but_not_without_end_and_each_in_order(busy, work):
    waiting = [
        take(busy, work.named(name), is_screen=name.startswith("screen"))
        for name in ("screen 1", "screen 2", "person 1", "person 2", "person 3", "person 4")
    ]
    await asyncio.sleep(0.05)
    work.let_go()
    await asyncio.gather(*waiting)
    assert work.begun == ["first", "person 1", "person 2", "screen 1", "person 3", "person 4", "screen 2"]


async def test_one_screen_reads_at_once_while_people_have_all_other_turns(work):
    turns = Turns(3)
    tasks = [take(turns, work.named(f"screen {number}"), is_screen=True) for number in range(2)]
    tasks += [take(turns, work.named(f"person {number}")) for number in range(2)]
    await until(lambda: len(work.begun) == 3)
    await asyncio.sleep(0.05)
    assert sorted(work.begun) == ["person 0", "person 1", "screen 0"]
    work.let_go()
    await asyncio.gather(*tasks)
    assert work.begun[3:] == ["screen 1"]


async def test_whoever_waits_too_long_is_refused_and_takes_no_turn(busy, work):
    with pytest.raises(Full):
        await busy.take(work.named("late"), wait=0.01)
    work.let_go()
    assert await has_come_free(busy)
    assert work.begun == ["first"]


async def test_whoever_leaves_while_waiting_is_never_begun(busy, work):
    gone = take(busy, work.named("gone"))
    await asyncio.sleep(0.05)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    work.let_go()
    assert await has_come_free(busy)
    assert work.begun == ["first"]


async def test_a_turn_is_free_again_only_when_the_work_has_ended(work):
    """Whoever asked may be gone; their work is not, and the thread is taken until then."""
    turns = Turns(1)
    gone = take(turns, work.named("gone"))
    await until(lambda: work.begun)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    with pytest.raises(Full):
        await turns.take(lambda: "next", wait=0.05)
    work.let_go()
    assert await has_come_free(turns)


async def test_work_that_fails_gives_its_turn_back():
    turns = Turns(1)

    def fail():
        raise LookupError("nothing there")

    for _time in range(3):
        with pytest.raises(LookupError):
            await turns.take(fail, wait=5)
