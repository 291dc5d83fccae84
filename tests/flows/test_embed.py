"""Another model after the fact: every text that had vectors gets the new model's, and learns on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tacit.flows import embed
from tacit.flows.follow import Follower
from tacit.flows.port import Port
from tests.cast import Shop, WordVectors

RETURN = "How do I send back the kettle I bought?"


class Mirrored(WordVectors):
    """A model whose every vector is the other's, with the opposite sign."""

    namespace = "mirrored"

    def embed(self, passage: str) -> bytes:
        return (-signs(super().embed(passage))).tobytes()


def signs(vector: bytes) -> np.ndarray:
    return np.frombuffer(vector, np.int8)


@pytest.fixture
def other(shop: Shop) -> Port:
    """The shop's port after the setting changed to the other model."""
    shop.asks("Where is my parcel?\nIt left a week ago.", subject="Late")
    shop.taught(RETURN, "returns", times=2)
    held, model = shop.port.follower, Mirrored()
    follower = Follower(held.store, model.namespace, model.dimensions, held.target)
    return replace(shop.port, embedder=model, follower=follower)


def vectors(shop: Shop, namespace: str) -> dict[str, tuple[bytes, ...]]:
    return dict(shop.port.store.all_vectors(shop.workspace, namespace))


def test_every_text_gets_the_vectors_that_it_would_have_had(shop: Shop, other: Port) -> None:
    before = vectors(shop, WordVectors.namespace)
    assert other.store.is_foreign(shop.workspace, Mirrored.namespace)
    done = sum(embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)))
    after = vectors(shop, Mirrored.namespace)
    assert done == len(after) == len(before) > 12
    for owner, passages in before.items():
        told = [signs(each).tolist() for each in after[owner]]
        assert told == [(-signs(each)).tolist() for each in passages], owner
    assert vectors(shop, WordVectors.namespace) == before, "going back costs nothing"


def test_broken_off_it_goes_on_and_then_has_nothing_to_do(
    shop: Shop, other: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embed, "_TOGETHER", 3)
    begun = embed.fill(other, shop.workspace, embed.owed(other, shop.workspace))
    assert next(begun) == 3
    begun.close()
    rest = sum(embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)))
    assert rest == len(vectors(shop, WordVectors.namespace)) - 3
    assert list(embed.owed(other, shop.workspace)) == []


def test_what_was_learned_is_known_to_the_other_model_too(shop: Shop, other: Port) -> None:
    for _ in embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)):
        pass
    moved = replace(shop, port=other)
    assert moved.first(RETURN) == shop.first(RETURN) == "returns"


def test_passages_to_embed_are_those_that_filling_asks_for(shop: Shop, other: Port) -> None:
    asked = list[str]()

    class Listening(Mirrored):
        def embed(self, passage: str) -> bytes:
            asked.append(passage)
            return super().embed(passage)

    listening = replace(other, embedder=Listening())
    owed = list(embed.owed(listening, shop.workspace))
    for _ in embed.fill(listening, shop.workspace, owed):
        pass
    assert set(asked) <= {passage for each in owed for passage in each.passages}


def test_whoever_is_erased_is_not_embedded(shop: Shop, other: Port) -> None:
    shop.erase(shop.bruno)
    for _ in embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)):
        pass
    assert set(vectors(shop, Mirrored.namespace)) == set(vectors(shop, WordVectors.namespace))
