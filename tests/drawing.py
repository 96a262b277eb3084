"""How hypothesis draws examples: the same ones in every run, at whatever pace the machine has.

A landing is not refused for what another run would not have found, nor for a slow example. STORIES=200 draws new ones.
"""

import os

from hypothesis import HealthCheck, settings

NEW = "STORIES" in os.environ
MANY = 1000 if NEW else 100  # examples of what is quickly tried: the same ones again need not be three hundred

settings.register_profile(
    "changyi",
    derandomize=not NEW,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("changyi")
