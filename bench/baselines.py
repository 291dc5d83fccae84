"""What a learner has to beat: the same questions, labels and vectors, told at the same times.

Each baseline ranks entries for a question (`rank`) and is told what answered
one (`learn`). They see the product's own vectors and passages.
"""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from tacit.answering.learned import Learned
from tacit.events import EntryId
from tacit.knowledge.question import Question

_NEIGHBOURS = 20
_TEMPERATURE = 0.05


def _unit(vector: np.ndarray) -> np.ndarray:
    numbers = vector.astype(np.float64)
    return numbers / max(float(np.linalg.norm(numbers)), 1.0)


def _ordered(scores: dict[EntryId, float], kept: int = 5) -> list[EntryId]:
    return sorted(scores, key=lambda entry: (-round(scores[entry] * 4096), entry))[:kept]


@dataclass
class Told:
    """Every question that was answered so far, with the entries that answered it."""

    vectors: list[np.ndarray] = field(default_factory=list)
    entries: list[list[EntryId]] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def learn(self, question: Question, entries: list[EntryId], day: int) -> None:
        self.vectors.append(_unit(question.whole))
        self.entries.append(entries)
        self.days.append(day)


def dense(learned: Learned, question: Question) -> list[EntryId]:
    """A static assistant: the article with the nearest passage."""
    view = learned.library.view()
    cosines = (view.matrix @ _unit(question.whole)) / view.lengths
    best = np.full(len(view.entries), -1.0)
    np.maximum.at(best, view.owners, cosines)
    return _ordered(dict(zip(view.entries, best.tolist(), strict=True)))


def bm25(learned: Learned, question: Question) -> list[EntryId]:
    """Word retrieval: the article with the passage that shares the most telling words."""
    view = learned.library.view()
    scores = learned.library.words.scores(question.words)
    best = np.zeros(len(view.entries))
    held = view.document_owner >= 0
    np.maximum.at(best, view.document_owner[held], scores[held])
    return _ordered(dict(zip(view.entries, best.tolist(), strict=True)))


def popular(told: Told) -> list[EntryId]:
    """The most cited so far."""
    counts = Counter(entry for entries in told.entries for entry in entries)
    return _ordered({entry: float(count) for entry, count in counts.items()})


def neighbours(told: Told, question: Question) -> list[EntryId]:
    """The 20 nearest past questions vote, weighted by a softmax over their cosines."""
    if not told.vectors:
        return []
    cosines = np.stack(told.vectors) @ _unit(question.whole)
    nearest = np.argsort(-cosines, kind="stable")[:_NEIGHBOURS]
    weights = np.exp((cosines[nearest] - cosines[nearest[0]]) / _TEMPERATURE)
    votes: dict[EntryId, float] = {}
    for place, weight in zip(nearest, weights, strict=True):
        for entry in told.entries[place]:
            votes[entry] = votes.get(entry, 0.0) + float(weight) / len(told.entries[place])
    total = sum(votes.values())
    return _ordered({entry: vote / total for entry, vote in votes.items()})


@dataclass
class Nightly:
    """Logistic regression on the vectors, retrained at the end of each day (scikit-learn).

    `confidence` is the chance that it gave the first entry of the last ranking.
    """

    fitted: object | None = None
    day: int = -1
    trained: int = 0
    confidence: float = 0.0

    def rank(self, told: Told, question: Question, day: int) -> list[EntryId]:
        if day != self.day:
            self._train(told, day)
        if self.fitted is None:
            return []
        chances = self.fitted.predict_proba(_unit(question.whole)[None, :])[0]
        self.confidence = float(chances.max())
        return _ordered(dict(zip(self.fitted.classes_, chances.tolist(), strict=True)))

    def _train(self, told: Told, day: int) -> None:
        from sklearn.linear_model import LogisticRegression

        self.day = day
        known = [i for i, learned_on in enumerate(told.days) if learned_on < day]
        labels = [told.entries[i][0] for i in known]
        if len(set(labels)) < 2 or len(known) == self.trained:
            return
        self.trained = len(known)
        vectors = np.stack([told.vectors[i] for i in known])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.fitted = LogisticRegression(C=10.0, max_iter=100, tol=1e-3).fit(vectors, labels)
