"""What tests of screens need: somebody at a screen, a form as it is filled in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

PHONE = "13900000001"
HTMX = {"HX-Request": "true"}
DIALOG = {**HTMX, "HX-Target": "dialog-body"}


@pytest.fixture
def at_screen() -> Callable[[Any], Client]:
    """A browser in which this person is logged in."""

    def sit(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sit


@pytest.fixture
def filled() -> Callable[..., dict[str, Any]]:
    """Call entry as an operator fills it: dialysis in central isolation. filled(need="medicine") says otherwise."""

    def fill(**changes: Any) -> dict[str, Any]:
        told = {
            "caller_phone": PHONE,
            "channel": "hotline",
            "area": "安埠社区 230110003001",
            "name": "李秀兰",
            "need": "treatment_session",
            "severity": "urgent",
            "control": "central_isolation",
            "groups": ["dialysis", "elderly"],
            "description": "妈妈今天该透析了，隔离点说没有车",
        }
        return {**told, **changes}

    return fill
