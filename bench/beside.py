"""What django-import-export needs to read the same file into the same two tables: a resource as one would write it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from import_export import fields, resources, widgets

from cases.models import Person, RegisterEntry
from cases.registers.columns import GROUP_WORDS
from portal.areas.models import Area
from portal.privacy.index import blind_index

GROUPS = dict(GROUP_WORDS)
MOBILITY = {"步行": "walks", "轮椅": "wheelchair", "担架": "stretcher"}


class RegisterResource(resources.ModelResource):
    """Cells are taken as they are, without our checks of numbers, dates, places and contradictions.

    Its settings are those that its documentation recommends for speed, as far as two tables allow them: rows are
    written in bulk, and no differences are kept to be shown.
    """

    person = fields.Field(attribute="person", column_name="person", widget=widgets.ForeignKeyWidget(Person, "pk"))
    group = fields.Field(attribute="group", column_name="group")
    area = fields.Field(attribute="area", column_name="area", widget=widgets.ForeignKeyWidget(Area, "pk"))
    note = fields.Field(attribute="note", column_name="备注")

    class Meta:
        model = RegisterEntry
        import_id_fields = ("person", "group")
        fields = ("person", "group", "area", "note")
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.user = user
        self.places = dict(Area.objects.values_list("name", "pk"))

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        number = blind_index("id", row["身份证号"])
        person = Person.objects.filter(id_number_index=number).first() or Person()
        person.area_id = self.places[row["社区"]]
        person.name, person.id_number, person.phone = row["姓名"], row["身份证号"], row["联系电话"]
        person.address, person.birth_date = row["住址"], row["出生日期"]
        person.birth_year = int(row["出生日期"][:4])
        person.mobility, person.needs_companion = MOBILITY[row["行动能力"]], row["需要陪护"] == "是"
        group = GROUPS[row["人群类别"]]
        person.groups = sorted({*person.groups, group})
        person.save()
        row["person"], row["group"], row["area"] = str(person.pk), group, person.area_id

    def before_save_instance(self, instance: RegisterEntry, row: dict[str, Any], **kwargs: Any) -> None:
        plan = {"shift": row["班次"], "days": row["透析日"], "medicine_until": row["药品用至"]}
        instance.plan = {name: value for name, value in plan.items() if value}
        instance.verified_at, instance.verified_by = timezone.now(), self.user


def register_resource(user: Any) -> RegisterResource:
    return RegisterResource(user)
