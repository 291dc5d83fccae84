"""A model of one's own in a folder: the shapes that sentence models come in."""

import shutil

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from tacit.language.embedding import embedder_from
from tacit.language.vector import packed
from tests.language.golden import HERE


@pytest.fixture
def tokenwise(tmp_path):
    """A model that asks for mask and types, and gives a vector a token.

    Its four words have the vectors (0, 0), (1, 0), (0, 2) and (2, 2).
    """
    words = Tokenizer(models.WordLevel({"?": 0, "east": 1, "north": 2, "both": 3}, unk_token="?"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.enable_padding(length=16, pad_id=1, pad_token="east")
    words.enable_truncation(3)
    words.save(str(tmp_path / "tokenizer.json"))
    shutil.copy(HERE / "tokenwise.onnx", tmp_path / "model.onnx")
    return embedder_from(f"onnx:{tmp_path}")


def test_the_mean_of_the_tokens_is_taken_and_scaled(tokenwise):
    # (1, 0) and (0, 2): their mean is (.5, 1).
    assert tokenwise.embed("east north") == packed([0.5, 1.0])
    assert tokenwise.dimensions == 2


def test_padding_and_cutting_that_a_tokenizer_came_with_are_off(tokenwise):
    # The file cuts at three words and pads to sixteen.
    assert tokenwise.embed("east east east north") == packed([3.0, 2.0])


def test_a_passage_is_as_long_as_the_model_without_special_tokens_allows(tokenwise):
    passages = tokenwise.passages("east " * 300)
    assert [len(passage.split()) for passage in passages] == [256, 44]
