"""The embedded PostgreSQL and Redis: private to one copy, and holding on to what they were given."""

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest
import redis

from portal.stack.children import Children
from portal.stack.keeper import Keeper
from portal.stack.keys import ensure_keys
from portal.stack.postgres import Postgres
from portal.stack.progress import StackError
from portal.stack.redis_server import RedisServer
from portal.stack.servers import claimed, start_servers
from tests.stack.test_children import eventually


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """As below /root: nobody but its owner may pass."""
    (tmp_path / "locked").mkdir(mode=0o700)
    ensure_keys(tmp_path / "locked")
    return tmp_path / "locked"


def test_postgres_keeps_its_data(data_dir: Path):
    for number in (1, 2):
        postgres = Postgres(data_dir)
        with Children(data_dir / "log") as children:
            postgres.start(children)
            with psycopg.connect(postgres.url, autocommit=True) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                connection.execute("INSERT INTO kept VALUES (%s)", [number])
                counted = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert counted == (2,)


def test_postgres_comes_back_after_a_kill(data_dir: Path):
    postgres = Postgres(data_dir)
    with Children(data_dir / "log") as children:
        server = postgres.start(children)
        kept = Keeper(children, server.program, child=server)
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(server.process.pid, signal.SIGKILL)

        def is_back() -> bool:
            kept.tend()
            try:
                with psycopg.connect(postgres.url) as connection:
                    return connection.execute("SELECT number FROM kept").fetchone() == (7,)
            except psycopg.OperationalError:
                return False

        assert eventually(is_back, 20)


def test_the_portal_is_no_superuser_but_has_what_it_needs(data_dir: Path):
    postgres = Postgres(data_dir, durable=False)
    with Children(data_dir / "log") as children:
        postgres.start(children)
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (
                False,
            )
            for extension in ("pg_trgm", "btree_gist", "ltree"):
                connection.execute(f"CREATE EXTENSION {extension}")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(postgres.url.replace(postgres._secret("database_password"), "wrong"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_under_root_it_runs_as_somebody_else_and_opens_no_folder(data_dir: Path):
    with Children(data_dir / "log") as children:
        server = Postgres(data_dir, durable=False).start(children)
        assert os.stat(f"/proc/{server.process.pid}").st_uid != 0
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700


def test_logs_hold_no_statements(data_dir: Path):
    postgres = Postgres(data_dir, durable=False)
    with Children(data_dir / "log") as children:
        postgres.start(children)
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE person (phone text NOT NULL CHECK (phone <> '13800000452'))")
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute("INSERT INTO person VALUES ('13800000452')")
        assert "13800000452" not in children.log_path("postgres").read_text()


def test_redis_keeps_its_messages(data_dir: Path):
    for _ in range(2):
        server = RedisServer(data_dir)
        with Children(data_dir / "log") as children, redis.Redis.from_url(server.url) as client:
            server.start(children)
            length = client.rpush("clock", "tick")
    assert length == 2


def test_redis_asks_for_its_password(data_dir: Path):
    server = RedisServer(data_dir)
    with Children(data_dir / "log") as children, redis.Redis(port=server.port) as stranger:
        server.start(children)
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_addresses_are_found_by_commands_beside(data_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/3")
    with Children(data_dir / "log") as children:
        servers = start_servers(data_dir, children, durable=False)
    written = data_dir / "run" / "database_url"
    assert written.read_text() == servers.urls["DATABASE_URL"]
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert servers.urls["REDIS_URL"] == "redis://elsewhere/3"
    assert [child.program.name for child in servers.embedded] == ["postgres"]


def test_two_copies_do_not_share_a_data_dir(data_dir: Path):
    with claimed(data_dir), pytest.raises(StackError, match="Another copy runs on"):
        claimed(data_dir)
    claimed(data_dir).close()
