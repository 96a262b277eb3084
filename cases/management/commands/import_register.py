"""manage.py import_register F.xlsx --as USER: the same import as on the screen; all or nothing, errors by cell."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cases.services.importing import Report, import_register
from portal.access.api import can
from portal.sheets.problems import FileRefused


class Command(BaseCommand):
    help = "Imports a special-group register. Only for places whose register the named user keeps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="F.xlsx")
        parser.add_argument("--as", dest="username", required=True, metavar="USER", help="in whose name and places")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="the result as one JSON object")

    def handle(self, *args: Any, file: Path, username: str, dry_run: bool, as_json: bool, **options: Any) -> None:
        by = self._user(username)
        try:
            with file.open("rb") as workbook:
                report = import_register(workbook, by=by, dry_run=dry_run)
        except OSError as trouble:
            raise CommandError(f"{file} cannot be read: {trouble.strerror}") from None
        except FileRefused as refused:
            if as_json:
                self.stdout.write(json.dumps({"refused": str(refused), "written": False}, ensure_ascii=False))
            raise CommandError(f"{refused} Nothing was written.") from None
        self._tell(report, as_json=as_json, dry_run=dry_run)
        if report.problems:
            raise CommandError(f"{len(report.problems)} errors. Nothing was written.")

    def _tell(self, report: Report, *, as_json: bool, dry_run: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
            return
        for problem in report.problems:
            self.stderr.write(f"{problem.cell or f'row {problem.row}'} ({problem.column}): {problem.message}")
        if report.extra:
            self.stdout.write(f"not read: {', '.join(report.extra)}")
        told = ", ".join(f"{number} {kind}" for kind, number in report.counts.items())
        self.stdout.write(f"{told}{' (dry run: nothing was written)' if dry_run else ''}")

    def _user(self, username: str) -> Any:
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"there is nobody called {username!r}")
        if not can(user, "register.edit"):
            raise CommandError(f"{username!r} keeps no register")
        return user
