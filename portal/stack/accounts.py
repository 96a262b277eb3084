"""Under which system account PostgreSQL runs: it refuses to be root, so for root another must be found.

That account may be unable to reach the data or the programs, as with a clone below /root. Opening /root to everyone
would be the wrong cure; instead the server keeps the one capability of root that lets it pass through folders.
"""

import ctypes
import os
import pwd
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.stack.progress import StackError

PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 28, 47, 2
# Leaving root takes no capabilities away, and access(2), by which initdb looks for its programs, counts them.
SECBIT_NO_SETUID_FIXUP = 1 << 2
# Passing through any folder; containers often withhold the first and grant the second, which allows more.
CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE = 2, 1
CAPABILITY_VERSION_3 = 0x20080522
PREFERRED = ("postgres", "nobody")

LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str
    capability: int | None = None

    def enter(self) -> None:
        """Become this account for good. Runs between fork and exec."""
        if self.capability is not None:
            _check(LIBC.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)
        if self.capability is not None:
            _keep(self.capability)


def account_for(*places: Path) -> Account | None:
    """The account that shall own and serve `places`, or None where the one that runs this will do."""
    if os.geteuid() != 0:
        return None
    entry = _entry_for(places[0])
    account = Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    if all(_can_enter(account, place) for place in places):
        return account
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, _held_capability(entry.pw_name, places))


def _entry_for(place: Path) -> pwd.struct_passwd:
    """Whoever owns the data already, else the first fitting account of the machine."""
    entries = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    owner = place.stat().st_uid if place.exists() else 0
    for entry in entries.values():
        if entry.pw_uid == owner:
            return entry
    for name in PREFERRED:
        if name in entries:
            return entries[name]
    if not entries:
        raise StackError("PostgreSQL refuses to run as root, and this machine has no other account.")
    return next(iter(entries.values()))


def _can_enter(account: Account, place: Path) -> bool:
    """Asked of the kernel, by a child that becomes the account: modes, groups and access lists all count."""
    child = os.fork()
    if child == 0:
        try:
            account.enter()
            os.stat(place / ".")
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _held_capability(name: str, places: Iterable[Path]) -> int:
    if sys.platform == "linux":
        held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff"))
        mask = int(held.split()[1], 16)
        for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
            if mask >> capability & 1:
                return capability
    raise StackError(
        f"PostgreSQL refuses to run as root, and the account {name} cannot reach {' or '.join(map(str, places))}. "
        "Choose a DATA_DIR and a clone that it can reach, or start as another account."
    )


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def _keep(capability: int) -> None:
    """Drop every capability but one, and let that one pass through exec."""
    bit = 1 << capability
    sets = (_Sets * 2)(_Sets(bit, bit, bit), _Sets(0, 0, 0))
    _check(LIBC.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), sets))
    _check(LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused to change capabilities")
