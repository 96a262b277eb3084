"""What requests need: the city's policy in force."""

import pytest

from cases.policies.services import activate


@pytest.fixture
def policy(areas):
    """Harbin's pack, in force in the whole city."""
    return activate("harbin-2022-04", area=areas["2301"])
