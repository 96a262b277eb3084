"""One import of one file in a process of its own, so that its memory is its own: ours, or django-import-export's.

    python -m bench.importing ours|theirs FILE.xlsx      # prints {"seconds", "megabytes"}

Both read the same file, try it, then write the same two tables with the same sealed fields.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any


def ours(path: Path, user: Any) -> int:
    """As the screen does it: the upload, the dry run that it shows, and the word that writes it."""
    from cases.services import carrying
    from cases.services.importing import confirm_import, receive_import

    with path.open("rb") as file:
        batch = receive_import(file, by=user, name=path.name, language="en")
    carrying.carry_on_imports()
    batch.refresh_from_db()
    assert batch.state == "staged", batch.body
    confirm_import(batch, by=user)
    carrying.carry_on_imports()
    batch.refresh_from_db()
    assert batch.state == "done", batch.body
    return int(batch.counts["new"])


def theirs(path: Path, user: Any) -> int:
    """As its documentation does it: a dataset, a dry run that is rolled back, and the import."""
    import tablib

    from bench.beside import register_resource

    with path.open("rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx")
    for header in ("person", "group", "area"):  # what it finds out row by row needs a column that is there
        data.append_col([""] * len(data), header=header)
    resource_of = register_resource(user)
    for dry_run in (True, False):
        result = resource_of.import_data(data, dry_run=dry_run, raise_errors=True, use_transactions=True)
    return int(result.totals["new"])


def main(whose: str, path: Path) -> None:
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(username="bench")
    begun = time.perf_counter()
    rows = {"ours": ours, "theirs": theirs}[whose](path, user)
    seconds = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "megabytes": most}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
