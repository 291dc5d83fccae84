"""A server that speaks OpenAI's embeddings: one of our own, on the loopback."""

import threading

import pytest

from tacit.language.embedding import embedder_from
from tacit.language.vector import CannotEmbed, packed
from tests.language.conftest import Answers, embedding


@pytest.fixture
def pauses():
    """The seconds that the embedder would have waited."""
    return []


@pytest.fixture
def embedder(server, pauses):
    made = embedder_from(f"http://127.0.0.1:{server.server_port}/v1#small-3")
    made._pause = pauses.append
    return made


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


# ---- servers that are busy, slow or broken -----------------------------------------------

BUSY = 429, {}, {"Retry-After": "7"}
DOWN = 503, b"<html>restarting</html>"
CUT = 200, b'{"data": [{"embedding": [0.1, 0.'
SHORT = 200, b'{"data"', {"Content-Length": "4000"}


@pytest.mark.parametrize("fault", [(500, {}), (502, b""), DOWN, CUT, SHORT, (200, b"")])
def test_a_fault_that_passes_is_asked_again_after_a_pause(server, embedder, pauses, fault):
    server.faults = [fault, fault]
    assert embedder._ask("How do I log in?") == [3.0, 4.0, 0.0]
    assert pauses == [1.0, 2.0]
    assert len(server.asked) == 3


def test_a_busy_server_says_how_long_to_wait(server, embedder, pauses):
    server.faults = [BUSY, (429, {}), (503, {}, {"Retry-After": "0"})]
    assert embedder._ask("How do I log in?") == [3.0, 4.0, 0.0]
    assert pauses == [7.0, 2.0, 0.0]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (BUSY, r"answered 429 \(it has had too many requests\)"),
        (DOWN, "answered 503"),
        (CUT, "gave no whole JSON"),
        (SHORT, "no reply from .*RemoteProtocolError"),
    ],
)
def test_a_fault_that_stays_is_named_after_four_tries(server, embedder, pauses, fault, said):
    server.faults = [fault] * 9
    with pytest.raises(CannotEmbed, match=said):
        embedder._ask("How do I log in?")
    assert (len(server.asked), len(pauses)) == (4, 3)


def test_who_asks_for_an_hour_is_not_waited_for(server, embedder, pauses):
    server.faults = [(429, {}, {"Retry-After": "3600"})]
    with pytest.raises(CannotEmbed, match=r"answered 429 .*and asks to wait 3600 seconds"):
        embedder._ask("How do I log in?")
    assert pauses == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_will_never_pass_is_not_tried_again(server, embedder, pauses, status):
    server.faults = [(status, {"error": {"message": "no"}})] * 2
    with pytest.raises(CannotEmbed, match=f"answered {status}"):
        embedder._ask("How do I log in?")
    assert (len(server.asked), pauses) == (1, [])


def test_a_server_that_never_answers_is_given_up(server, embedder, pauses, monkeypatch):
    held = threading.Event()
    monkeypatch.setattr(Answers, "do_POST", lambda self: held.wait())
    embedder._client.timeout = 0.05
    try:
        with pytest.raises(CannotEmbed, match=r"no reply from .*ReadTimeout"):
            embedder._ask("How do I log in?")
    finally:
        held.set()
    assert len(pauses) == 3


@pytest.mark.parametrize("numbers", [[0, 0, 0], ["NaN", 1, 2], [1e400, 0, 0]])
def test_numbers_that_are_no_vector_are_refused(server, embedder, numbers):
    server.reply = embedding(*numbers)
    with pytest.raises(CannotEmbed, match="without a length"):
        embedder.embed("How do I log in?")


def test_neither_the_key_nor_the_passage_is_in_what_is_said(server, embedder):
    for fault in (BUSY, DOWN, CUT, SHORT, (401, {"error": "key-of-the-shop"}), (200, {})):
        server.faults = [fault] * 4
        with pytest.raises(CannotEmbed) as refused:
            embedder._ask("my own secret words")
        assert "key-of-the-shop" not in str(refused.value)
        assert "secret words" not in str(refused.value)


def test_a_server_that_is_not_there_is_named(server, pauses):
    nobody = embedder_from("http://127.0.0.1:1/v1#small-3")
    nobody._pause = pauses.append
    with pytest.raises(CannotEmbed, match=r"no reply from http://127[.]0[.]0[.]1:1/v1/embeddings"):
        nobody.embed("How do I log in?")
