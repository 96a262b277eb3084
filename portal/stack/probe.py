"""Asks a running copy whether it is well: the health check of the containers. Run as a file; standard library only.

probe.py [CLOCK]      # exit 0 when /healthz is well, or when that one clock ("sweep:watch") has beaten lately
"""

import json
import os
import sys
import urllib.error
import urllib.request

LATEST = 30.0  # seconds since a clock's last beat
ADDRESS = "http://127.0.0.1:8000/healthz"


def main(clock: str | None) -> int:
    try:
        with urllib.request.urlopen(os.environ.get("HEALTH_URL", ADDRESS), timeout=5) as answer:  # noqa: S310
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, body = error.code, error.read()
    except OSError as error:
        print(f"no answer: {error}")
        return 1
    print(body.decode(errors="replace"))
    if clock is None:
        return 0 if status == 200 else 1
    return 0 if json.loads(body).get("clocks", {}).get(clock, LATEST + 1) <= LATEST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
