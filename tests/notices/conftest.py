"""Receivers of webhooks that run in this process, and notices to send them."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from portal.areas.models import Area
from portal.notices import services
from portal.notices.models import Endpoint
from portal.notices.receiver import Receiver
from portal.notices.subject import Subject
from tests.cast import CITY, COMMUNITY

SECRET = "of the receiver and ours"


def a_subject(area_id: str = COMMUNITY) -> Subject:
    return Subject("case", uuid.uuid4(), "20261121-0137", area_id)


def say(kind: str = "case.test", *, to: str = "supervisor@230110", area_id: str = COMMUNITY, **more: Any) -> None:
    services.tell(to, kind, subject=a_subject(area_id), **more)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver(SECRET).start()
    yield server
    server.stop()


@pytest.fixture
def endpoint(areas: dict[str, Area]) -> Callable[..., Endpoint]:
    """endpoint(url, area=…): a webhook, of the whole city unless it says otherwise."""

    def make(url: str, *, area: str = CITY, secret: str = SECRET, **fields: Any) -> Endpoint:
        name = fields.pop("name", f"hook {Endpoint.objects.count() + 1}")
        return Endpoint.objects.create(name=name, area=areas[area], url=url, secret=secret, **fields)

    return make
