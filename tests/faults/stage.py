"""Sets the stage inside the copy: a few places, operators with tokens, promises of seconds, a webhook. Prints JSON.

Run as `python -m tests.faults.stage RECEIVER_URL SECRET`, with the DATA_DIR of the copy in the environment.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

OPERATORS = 6
PACK = """\
pack: faults
extends: harbin-2022-04
title: {en: Promises of seconds, zh: 以秒计的时限}
commitments:
  - kind: case.answer
    due: 1s
    escalate: [{after: 0s, to: supervisor, at: district}, {after: 1s, to: supervisor, at: city}]
    cite: B1c
  - kind: case.judge
    due: 1s
    escalate: [{after: 0s, to: supervisor, at: district}, {after: 1s, to: supervisor, at: city}]
    cite: B2c
"""


def set_the_stage(url: str, secret: str) -> dict[str, object]:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from portal.access.roles import Role
    from portal.access.services import grant
    from portal.accounts.services.tokens import issue_token
    from portal.areas.models import Area
    from portal.notices.models import Endpoint
    from tests.cast import CITY, DISTRICT, NEIGHBOUR_DISTRICT, PLACES

    for code, name, level in PLACES:
        above = {other: area_level for other, _name, area_level in PLACES if code.startswith(other)}
        lineage = {area_level: other for other, area_level in above.items()}
        parent = max((other for other in above if other != code), key=len, default=None)
        Area.objects.create(code=code, name=name, level=level, parent_id=parent, lineage=lineage)
    people = get_user_model().objects
    tokens = []
    for number in range(OPERATORS):
        operator = people.create(username=f"operator{number}", password="!")
        for district in (DISTRICT, NEIGHBOUR_DISTRICT):
            grant(operator, Role.OPERATOR, Area.objects.get(pk=district))
        tokens.append(issue_token(operator))
    for code in (DISTRICT, CITY):
        supervisor = people.create(username=f"supervisor{code}", password="!")
        grant(supervisor, Role.SUPERVISOR, Area.objects.get(pk=code))
    with TemporaryDirectory() as folder:
        pack = Path(folder) / "faults.yaml"
        pack.write_text(PACK, encoding="utf-8")
        call_command("load_policy", str(pack), "--area", CITY, stdout=sys.stderr)
    Endpoint.objects.create(name="receiver", area_id=CITY, url=url, secret=secret)
    return {"tokens": tokens}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    print(json.dumps(set_the_stage(sys.argv[1], sys.argv[2])))
