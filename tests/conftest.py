"""What every test may ask for: the cast, a browser, a whole running copy; and the demand that nothing is skipped."""

import importlib.util
import os

import pytest

PLUGINS = (
    "tests.drawing",
    "tests.cast",
    "tests.races",
    "tests.browser",
    "tests.screens",
    "tests.running",
    "tests.whole.fixtures",
)
pytest_plugins = [name for name in PLUGINS if importlib.util.find_spec(name)]

# Set where every test can run, as in .ci/run: a skip there hides that something has stopped being tested.
DEMAND = "REQUIRE_ALL"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get(DEMAND) and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{DEMAND} is set, and these were skipped: that fails the run.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
