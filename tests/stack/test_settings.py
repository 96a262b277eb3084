"""What the settings promise is in force: limits in the database, headers in answers, files under hashed names."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from portal.stack.children import ROOT
from portal.stack.offline import offline_environment


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    env = {**os.environ, **offline_environment(), "DJANGO_SETTINGS_MODULE": "portal.settings", **env}
    env.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set by a browser test before this one, for this process alone
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"])
def test_no_session_waits_for_ever(name: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone()[0] not in ("0", None)


def test_deployment_is_sound_behind_tls(tmp_path: Path):
    checked = manage("check", "--deploy", "--fail-level", "WARNING", TLS="1", DATA_DIR=str(tmp_path))
    assert checked.returncode == 0, checked.stderr


def test_a_missing_secret_is_named_and_never_invented(tmp_path: Path):
    checked = manage("check", SECRET_KEY="", DATA_DIR=str(tmp_path))
    assert checked.returncode != 0
    assert "SECRET_KEY is not set and secret_key does not hold one" in checked.stderr


@pytest.mark.django_db
def test_every_page_forbids_foreign_and_inline_code(client: Client):
    policy = client.get("/login/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe-eval" not in policy


def test_files_have_hashed_names_and_a_compressed_twin(tmp_path: Path):
    collected = manage("collectstatic", "--noinput", STATIC_ROOT=str(tmp_path), DATA_DIR=str(tmp_path / "data"))
    assert collected.returncode == 0, collected.stderr
    folder = tmp_path / "vendor" / "bootstrap" / "dist" / "css"
    hashed = [path.name for path in folder.iterdir() if re.fullmatch(r"bootstrap\.min\.[0-9a-f]{12}\.css", path.name)]
    assert len(hashed) == 1
    assert (folder / f"{hashed[0]}.gz").exists()
