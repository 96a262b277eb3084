"""The chain of a community: its services, as the command centre would name them."""

import pytest

from cases.models import Contact
from tests.cast import COMMUNITY, DISTRICT


@pytest.fixture
def services(areas):
    """A medical team of the community itself, a health service of the whole district."""
    return [
        Contact.objects.create(area=areas[COMMUNITY], role="medical_team", name="安埠医疗队", phone="0451-1111"),
        Contact.objects.create(
            area=areas[DISTRICT], role="health_service", name="香坊卫生服务中心", phone="0451-2222", is_public=False
        ),
    ]
