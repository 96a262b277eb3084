"""The stage of the stories: one running copy with the demo, its actors, and an outside program."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.stories.actors import Actor, Program, casting

HOME = "230110011001"  # the community of the demo's grid worker, medical team and gate


@pytest.fixture
def actor(demo_copy, open_page) -> Callable[[str], Actor]:
    return casting(open_page, demo_copy.url)


@pytest.fixture
def program(demo_copy, open_page) -> Program:
    return Program(open_page(), "operator", demo_copy.url)


@pytest.fixture
def take_in(program) -> Callable[..., str]:
    """Takes a request in for a resident of HOME whom nobody knows yet; gives its number."""

    def take(**told: object) -> str:
        patient = {"name": "故事人", "phone": f"1998{uuid4().int % 10**7:07}", "sex": "female"}
        return program.post("/cases/", area=HOME, patient=patient, **told)["number"]

    return take
