"""A second PostgreSQL that follows the first, and takes over when the first is gone."""

from __future__ import annotations

import os
from pathlib import Path

from portal.stack.children import Children, Program
from portal.stack.postgres import DATABASE, Postgres, binaries


def follow(primary: Postgres, folder: Path, children: Children) -> Postgres:
    """A standby in `folder`; from now on the primary acknowledges only what both have written."""
    standby = Postgres(folder)
    standby.keys, standby.account, standby.settings = primary.keys, primary.account, primary.settings
    standby.folder.mkdir(parents=True, mode=0o700)
    if standby.account:
        os.chown(standby.folder, standby.account.uid, standby.account.gid)
    copy = [str(binaries() / "pg_basebackup"), "--pgdata", str(standby.folder), "--write-recovery-conf"]
    copy += ["--checkpoint=fast", "--host=127.0.0.1", f"--port={primary.port}", "--username=postgres"]
    password = {"PGPASSWORD": primary._secret("postgres_password")}
    child = children.start(Program("basebackup", copy, env=password, account=standby.account))
    assert child.process.wait() == 0, children.tail("basebackup")
    children.bury(child)
    server = standby._server()
    children.start(Program("standby", server.argv, stop_signal=server.stop_signal, account=server.account))
    with primary._as_superuser() as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        connection.execute("SELECT pg_reload_conf()")
    return standby


def promote(standby: Postgres) -> None:
    """What Patroni and its like do by themselves."""
    with standby._as_superuser() as connection:
        connection.execute("SELECT pg_promote()")


def url_of(host: str, *servers: Postgres) -> str:
    """The address of whichever of the servers takes writes."""
    first, ports = servers[0], ",".join(str(server.port) for server in servers)
    credentials = first.url.partition("@")[0]
    hosts = ",".join([host] * len(servers))
    return f"{credentials}@/{DATABASE}?host={hosts}&port={ports}&target_session_attrs=read-write"
