"""Every fault for some seconds, one after the other, on one running copy."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.faults.nemesis import FAULTS, Fault
from tests.faults.restoring import restored
from tests.faults.rounds import allowed, play
from tests.faults.site import Site, eventually
from tests.running import RunningCopy

pytestmark = pytest.mark.slow

# How late is measured by `make faults` on a quiet machine; here others may want the processor too.
LENIENCE = timedelta(seconds=15)


@pytest.fixture(scope="module")
def site(start_copy: Callable[..., RunningCopy], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    built = Site(tmp_path_factory.mktemp("faults"), start=start_copy)
    yield built
    built.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_no_promise_is_broken_unseen(site: Site, fault: Fault):
    assert eventually(site.is_answering, within=30)
    verdict = play(site, fault, seconds=fault.seconds)
    assert not verdict.problems
    assert verdict.history.counts()["ok"] > 3, "nobody got anything done: this round proves nothing"
    assert verdict.fired > 0, "nothing came due: this round proves nothing"
    assert verdict.lateness < allowed(fault, verdict) + LENIENCE


def test_a_restored_dump_goes_on_where_it_stood(site: Site, tmp_path_factory: pytest.TempPathFactory):
    verdict, _took = restored(site, tmp_path_factory.mktemp("restored"))
    assert not verdict.problems
    assert verdict.fired > 0
