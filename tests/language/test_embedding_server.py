"""A server that speaks OpenAI's embeddings: one of our own, on the loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tacit.language.embedding import embedder_from
from tacit.language.vector import CannotEmbed, packed


class Answers(BaseHTTPRequestHandler):
    """Gives what the test laid in `server.reply`, and keeps what was asked."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        question = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers.get("Authorization"), question))
        status, reply = self.server.reply
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(reply).encode())

    def log_message(self, *_):
        """Stay silent."""


def embedding(*numbers):
    return 200, {"object": "list", "data": [{"index": 0, "embedding": numbers}]}


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("TACIT_EMBEDDING_KEY", "key-of-the-shop")
    with HTTPServer(("127.0.0.1", 0), Answers) as listening:
        listening.asked, listening.reply = [], embedding(3, 4, 0)
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


@pytest.fixture
def embedder(server):
    return embedder_from(f"http://127.0.0.1:{server.server_port}/v1#small-3")


def test_a_passage_is_sent_and_its_vector_rounded_as_any_other(server, embedder):
    assert embedder.embed("How do I log in?") == packed([3.0, 4.0, 0.0])
    path, key, question = server.asked[0]
    assert path == "/v1/embeddings"
    assert key == "Bearer key-of-the-shop"
    assert question == {"model": "small-3", "input": "How do I log in?", "encoding_format": "float"}


def test_the_namespace_is_model_and_dimensions_without_the_address(embedder):
    assert embedder.namespace == "small-3-3"
    assert embedder.dimensions == 3


def test_passages_are_cut_without_asking_the_server(server, embedder):
    assert len(embedder.passages("Open the settings. " * 200)) > 1
    assert server.asked == []


def test_without_a_key_none_is_sent(server, embedder, monkeypatch):
    monkeypatch.delenv("TACIT_EMBEDDING_KEY")
    embedder.embed("How do I log in?")
    assert server.asked[0][1] is None


def test_a_refused_key_is_said_and_not_shown(server, embedder):
    server.reply = 401, {"error": {"message": "bad key key-of-the-shop"}}
    with pytest.raises(CannotEmbed, match=r"answered 401.*TACIT_EMBEDDING_KEY") as refused:
        embedder.embed("How do I log in?")
    assert "key-of-the-shop" not in str(refused.value)


@pytest.mark.parametrize("reply", [{}, {"data": []}, {"data": [{"embedding": "no"}]}, [1], None])
def test_a_reply_that_is_no_embedding_is_refused(server, embedder, reply):
    server.reply = 200, reply
    with pytest.raises(CannotEmbed, match="gave no embedding"):
        embedder.embed("How do I log in?")


def test_a_vector_of_other_dimensions_than_before_is_refused(server, embedder):
    assert embedder.dimensions == 3
    server.reply = embedding(1, 0)
    with pytest.raises(CannotEmbed, match="gave 2 dimensions, earlier 3"):
        embedder.embed("How do I log in?")


def test_a_server_that_is_not_there_is_named(server):
    nobody = embedder_from("http://127.0.0.1:1/v1#small-3")
    with pytest.raises(CannotEmbed, match=r"no reply from http://127[.]0[.]0[.]1:1/v1/embeddings"):
        nobody.embed("How do I log in?")
