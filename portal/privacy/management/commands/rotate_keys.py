"""manage.py rotate_keys: changes the sealing key while the portal runs, in steps that can be stopped at any point."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.privacy import keyfile
from portal.privacy.keys import keyring
from portal.privacy.rotation import (
    indexed_tables,
    is_append_only,
    reindex_batch,
    reseal_batch,
    sealed_tables,
    usage,
)

STEPS = """Changes the key under which personal data is sealed. In this order:
  add        put a new key into the ring; then restart every process, so that all can open what it will seal
  use ID     seal by it from now on; then restart every process again
  reseal     seal all rows anew; may run while people work, and be stopped and run again
  drop ID    take the old key out of the ring, if nothing is sealed by it any more
The journal is never rewritten: a key that sealed a reason in it stays in the ring.
  status     which key seals how many rows
  reindex    fill the blind indexes anew, after INDEX_KEY was changed (searches miss until it is through)"""


class Command(BaseCommand):
    help = STEPS

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["status", "add", "use", "reseal", "drop", "reindex"])
        parser.add_argument("key", nargs="?", help="the id of the key, for use and drop")

    def handle(self, *args: Any, step: str, key: str | None, **options: Any) -> None:
        if (step in ("use", "drop")) != (key is not None):
            raise CommandError("use and drop take the id of a key; the other steps take none")
        try:
            getattr(self, f"_{step}")(*([key] if key else []))
        except keyfile.NotInAFile:
            raise CommandError("The keys come from SEALING_KEYS in the environment: change them there.") from None
        except KeyError:
            raise CommandError(f"There is no key {key} in the ring.") from None

    def _status(self) -> None:
        self.stdout.write(f"current key: {keyring().current}; in the ring: {', '.join(sorted(keyring().keys))}")
        for (field, key), rows in sorted(usage().items()):
            self.stdout.write(f"  {field}: {rows} by key {key}")

    def _add(self) -> None:
        self.stdout.write(f"Key {keyfile.add_key()} is in the ring. Restart every process, then use it.")

    def _use(self, key: str) -> None:
        keyfile.use_key(key)
        self.stdout.write(f"Key {key} seals from now on. Restart every process, then reseal.")

    def _reseal(self) -> None:
        for model, fields in sealed_tables():
            if is_append_only(model):
                continue
            total = 0
            while rows := reseal_batch(model, fields):
                total += rows
            self.stdout.write(f"{model._meta.label}: {total} rows sealed anew")

    def _drop(self, key: str) -> None:
        if key == keyring().current:
            raise CommandError(f"Key {key} is the current one.")
        if still := sorted(field for (field, by), _rows in usage().items() if by == key):
            raise CommandError(f"Key {key} still seals: {', '.join(still)}")
        keyfile.drop_key(key)
        self.stdout.write(f"Key {key} is out of the ring.")

    def _reindex(self) -> None:
        for model, fields in indexed_tables():
            last = reindex_batch(model, fields, None)
            while last is not None:
                last = reindex_batch(model, fields, last)
            self.stdout.write(f"{model._meta.label}: indexed")
