"""A local receiver of webhooks, to see what leaves the house and to try what happens when the other side fails."""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portal.notices.signing import is_signed

MAX_BODY = 1_000_000


@dataclass
class Inbox:
    """What has come in. `behave` may answer another status for the n-th request, or sleep first."""

    secret: str
    status: int = 200
    delay: float = 0.0
    fail_first: int = 0
    requests: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: bytes, headers: Any) -> int:
        """Answers the status: 401 for what we did not sign, a failure while told to fail, else keeps the message."""
        time.sleep(self.delay)
        with self.lock:
            self.requests += 1
            if not self._is_ours(body, headers):
                self.refused += 1
                return 401
            if self.requests <= self.fail_first:
                return 503
            if self.status < 300:
                self.keys[headers.get("Idempotency-Key", "")] += 1
                self.messages.append(json.loads(body))
            return self.status

    def _is_ours(self, body: bytes, headers: Any) -> bool:
        return is_signed(
            self.secret,
            timestamp=headers.get("X-Changyi-Timestamp", ""),
            body=body,
            given=headers.get("X-Changyi-Signature", ""),
            now=time.time(),
        )


class Handler(BaseHTTPRequestHandler):
    server: "Receiver"

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MAX_BODY))
        status = self.server.inbox.take(body, self.headers)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if self.server.on_message:
            self.server.on_message(status, self.headers.get("Idempotency-Key", ""), body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: whoever runs the receiver prints what they want to see."""


class Receiver(ThreadingHTTPServer):
    """Serves in its own thread between `start()` and `stop()`; port 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 128  # the usual 5 turns callers away when letters come twenty at a time

    def __init__(self, secret: str, *, host: str = "127.0.0.1", port: int = 0, on_message: Any = None) -> None:
        super().__init__((host, port), Handler)
        self.inbox = Inbox(secret)
        self.on_message = on_message

    @property
    def url(self) -> str:
        return "http://{}:{}/".format(*self.server_address)

    def start(self) -> "Receiver":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that gave up waiting is the very thing this is here to try."""
