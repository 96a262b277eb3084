"""Squads named their skills in free words; from now on by the codes of hospitals.models.squads.Skill."""

from django.db import migrations

CODES = {
    "全科": "general", "内科": "internal", "外科": "surgery", "儿科": "paediatrics", "产科": "obstetrics",
    "重症": "critical_care", "肾内科": "nephrology", "肿瘤科": "oncology", "老年科": "geriatrics",
    "心理": "mental_health", "护理": "nursing",
}  # fmt: skip
WORDS = {code: word for word, code in CODES.items()}


def _written(codes):
    def write(apps, schema_editor):
        squads = apps.get_model("hospitals", "Squad").objects
        for squad in squads.exclude(skills=[]):
            squad.skills = [codes[skill] for skill in squad.skills if skill in codes]
            squad.save(update_fields=["skills"])

    return write


class Migration(migrations.Migration):
    dependencies = [("hospitals", "0007_give_squads_members_and_clinics_hours")]
    operations = [migrations.RunPython(_written(CODES), _written(WORDS))]
