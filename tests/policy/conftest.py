"""Places with their policies, for tests of what is in force where."""

from typing import Any

import pytest

from cases.models import PolicyActivation
from cases.policies.services import activate


@pytest.fixture
def harbin(areas: dict[str, Any]) -> PolicyActivation:
    """Harbin's pack, in force in the whole city."""
    return activate("harbin-2022-04", area=areas["2301"], reason="松北 4 月通告")
