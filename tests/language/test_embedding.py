"""The bundled model: its vectors depend on their text alone, and mean what they should."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tacit.language.embedding import embedder_from
from tacit.language.onnx import BUNDLE
from tacit.language.vector import CannotEmbed, unpacked
from tests.language.golden import GOLDEN, QUESTIONS


@pytest.fixture(scope="module")
def embedder():
    return embedder_from()


@pytest.fixture(scope="module")
def vectors(embedder):
    return {question: embedder.embed(question) for question in QUESTIONS}


def cosine(one, other):
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


def test_a_vector_is_one_byte_a_dimension(embedder):
    assert embedder.dimensions == 384
    assert len(embedder.embed("How do I log in?")) == 384


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["question"][:30])
def test_vectors_are_those_of_the_float32_model_nearly(golden, vectors):
    ours = unpacked(vectors[golden["question"]]).astype(float)
    # 0.998 is the least of 2,251 real texts (bench/embedding.py).
    assert cosine(ours, np.array(golden["float32"])) >= 0.998


def test_the_same_question_in_other_words_is_nearer_than_any_other(embedder, vectors):
    asked = unpacked(embedder.embed("I forgot my password, how can I set a new one?")).astype(int)
    scores = {question: int(asked @ unpacked(vectors[question])) for question in QUESTIONS}
    assert max(scores, key=lambda question: scores[question]) == "How do I reset my password?"


def test_bytes_do_not_depend_on_what_was_embedded_before(embedder, vectors):
    assert {each: embedder.embed(each) for each in reversed(QUESTIONS)} == vectors


def test_bytes_do_not_depend_on_who_else_embeds_at_the_time(embedder, vectors):
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(embedder.embed, QUESTIONS * 3))
    assert found == list(vectors.values()) * 3


def test_bytes_do_not_depend_on_thread_settings(vectors):
    script = (
        "from tacit.language.embedding import embedder_from\n"
        f"print(embedder_from().embed({QUESTIONS[0]!r}).hex())"
    )
    many = {"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8", "TOKENIZERS_PARALLELISM": "true"}
    environment = {**many, "PYTHONPATH": ":".join(filter(None, sys.path))}
    ran = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == vectors[QUESTIONS[0]].hex()


@pytest.mark.parametrize("text", ["", " \n", "😀", "\ud83d", "\x00", "كيف", "a" * 5000])
def test_every_string_has_a_vector(embedder, text):
    assert len(embedder.embed(text)) == 384


def test_what_is_longer_than_a_passage_is_read_up_to_its_length(embedder):
    one, two = ("invoice " * 254 + rest for rest in ("refund", "password"))
    assert embedder.embed(one) == embedder.embed(two)


def test_a_folder_serves_as_well_as_the_bundle(vectors, tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(BUNDLE, folder)
    embedder = embedder_from(f"onnx:{folder}")
    assert embedder.embed(QUESTIONS[0]) == vectors[QUESTIONS[0]]
    assert embedder.namespace.startswith("mine-")


def test_a_namespace_names_the_model_and_twelve_digits_of_its_bytes(embedder, tmp_path):
    name, _, digits = embedder.namespace.rpartition("-")
    assert name == "all-MiniLM-L6-v2"
    assert len(digits) == 12
    shutil.copytree(BUNDLE, tmp_path, dirs_exist_ok=True)
    same = embedder_from(f"onnx:{tmp_path}").namespace
    with (tmp_path / "tokenizer.json").open("a") as file:
        file.write(" ")
    other = embedder_from(f"onnx:{tmp_path}").namespace
    assert same.endswith(digits)
    assert not other.endswith(digits)


@pytest.mark.parametrize("setting", ["", "minilm", "http://127.0.0.1/v1", "https://127.0.0.1/v1#"])
def test_a_setting_that_names_no_model_is_refused(setting):
    with pytest.raises(CannotEmbed, match=r"TACIT_EMBEDDING is .*write bundled, onnx:FOLDER or"):
        embedder_from(setting)


def test_a_folder_without_a_model_is_refused_before_anything_is_embedded(tmp_path):
    with pytest.raises(CannotEmbed, match=r"model\.onnx is missing"):
        embedder_from(f"onnx:{tmp_path}")
