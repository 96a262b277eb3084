"""Who answers for the demo's places: a health service for each street, a medical team for each staffed community."""

from __future__ import annotations

from cases.demo.identities import office_phone
from cases.models import Contact
from cases.models.chain import ContactRole
from portal.areas.models import Area


def name_services(communities: list[Area]) -> int:
    """Returns how many services were named."""
    streets = Area.objects.in_bulk({area.parent_id for area in communities})
    made = [_contact(streets[code], ContactRole.HEALTH_SERVICE, "社区卫生服务中心", 400 + row)
            for row, code in enumerate(sorted(streets))]  # fmt: skip
    for row, area in enumerate(communities):
        made.append(_contact(area, ContactRole.COMMITTEE, "值班室", 500 + row))
        made.append(_contact(area, ContactRole.MEDICAL_TEAM, "包保医疗队", 600 + row))
    return len(Contact.objects.bulk_create(made))


def _contact(area: Area, role: ContactRole, title: str, line: int) -> Contact:
    return Contact(area=area, role=role, name=f"{area.name}{title}", phone=office_phone(8000 + line))
