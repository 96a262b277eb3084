"""What every test may ask for: the servers, the cast, a browser."""

import importlib.util

pytest_plugins = [name for name in ("tests.cast",) if importlib.util.find_spec(name)]
