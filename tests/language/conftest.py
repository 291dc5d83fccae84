"""A server of embeddings that gives what the test laid in it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Answers(BaseHTTPRequestHandler):
    """Gives what the test laid in `server.reply`, and keeps what was asked."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        question = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers.get("Authorization"), question))
        first = self.server.faults.pop(0) if self.server.faults else None
        status, reply, *more = first or self.server.reply
        self.send_response(status)
        for name, value in more[0].items() if more else ():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply if isinstance(reply, bytes) else json.dumps(reply).encode())

    def log_message(self, *_):
        """Stay silent."""


def embedding(*numbers):
    return 200, {"object": "list", "data": [{"index": 0, "embedding": numbers}]}


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("TACIT_EMBEDDING_KEY", "key-of-the-shop")
    with HTTPServer(("127.0.0.1", 0), Answers) as listening:
        listening.asked, listening.faults, listening.reply = [], [], embedding(3, 4, 0)
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()
