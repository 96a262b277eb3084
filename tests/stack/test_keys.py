"""Every copy makes its own secrets, once, for its owner only."""

import base64
import json

from portal.stack.keys import ensure_keys


def test_it_makes_each_secret_once(tmp_path):
    assert {"secret_key", "sealing.json", "index_key"} < set(ensure_keys(tmp_path))
    before = (tmp_path / "keys/secret_key").read_text()
    assert ensure_keys(tmp_path) == []
    assert (tmp_path / "keys/secret_key").read_text() == before


def test_only_the_owner_can_read(tmp_path):
    ensure_keys(tmp_path)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_sealing_keys_name_their_current_one(tmp_path):
    ensure_keys(tmp_path)
    keyring = json.loads((tmp_path / "keys/sealing.json").read_text())
    assert len(base64.b64decode(keyring["keys"][keyring["current"]])) == 32
