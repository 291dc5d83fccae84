"""What the product has to beat in a closed loop, told no less than it.

Static word retrieval, memory with a fixed or a moving line, a nightly regression, the
oracle. Each holds what it was told as vectors with the categories that answered them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np

from bench.closed_stream import Asked, Word
from bench.closed_systems import Taken
from tacit.knowledge.question import blend
from tacit.knowledge.words import Words, terms

_NEIGHBOURS, _TEMPERATURE = 20, 0.05
_A_DAY = 1440


@dataclass
class Told:
    """Vectors of the questions that were asked, and the categories that answered some."""

    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    categories: list[str] = field(default_factory=list)
    asked: list[np.ndarray] = field(default_factory=list)

    def hear(self, vectors: tuple[bytes, ...]) -> np.ndarray:
        """The question that is asked now, as a vector of length 1."""
        passages = np.stack([np.frombuffer(each, np.int8) for each in vectors[1:] or vectors])
        whole = blend(passages).astype(np.float32)
        self.asked.append(whole / max(float(np.linalg.norm(whole)), 1.0))
        return self.asked[-1]

    def add(self, n: int, category: str) -> None:
        """What answered a question."""
        count, vector = len(self.categories), self.asked[n]
        if count == len(self.vectors):
            grown = np.zeros((max(256, 2 * count), len(vector)), np.float32)
            if count:
                grown[:count] = self.vectors[:count]
            self.vectors = grown
        self.vectors[count] = vector
        self.categories.append(category)

    def near(self, vector: np.ndarray) -> np.ndarray:
        """The cosine of a question with each that was answered."""
        found: np.ndarray = self.vectors[: len(self.categories)] @ vector
        return found


@dataclass
class Baseline:
    """Learns what agents reply and judge, and passes over what customers say."""

    past: Told = field(default_factory=Told)

    def heard(self, n: int, word: Word) -> None:
        """Customers may flag, agents teach."""

    def told(self, n: int, question: Asked) -> None:
        self.past.add(n, question.told)

    def audited(self, n: int, question: Asked) -> None:
        self.past.add(n, question.category)


@dataclass
class Memory(Baseline):
    """Answers as the nearest past question was answered, where that is at least so alike."""

    line: float = 0.9

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        vector = self.past.hear(vectors)
        if not self.past.categories:
            return Taken(None, 0.0, False)
        cosines = self.past.near(vector)
        best = int(np.argmax(cosines))
        cosine = float(cosines[best])
        return Taken(self.past.categories[best], max(cosine, 0.0), cosine >= self.line)


@dataclass
class Adaptive(Baseline):
    """The share of the 20 nearest votes, with a line moved after each outcome it hears of.

    line ← line + .02 · (wrong - budget): adaptive conformal inference (Gibbs, Candès 2021),
    of answers and of what was handed over alike, as far as somebody said what was right.
    """

    budget: float = 0.05
    line: float = 0.9
    step: float = 0.02
    taken: list[Taken] = field(default_factory=list)

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        vector = self.past.hear(vectors)
        category, share = self._share(vector)
        self.taken.append(Taken(category, share, category is not None and share >= self.line))
        return self.taken[-1]

    def _share(self, vector: np.ndarray) -> tuple[str | None, float]:
        if not self.past.categories:
            return None, 0.0
        cosines = self.past.near(vector)
        nearest = np.argsort(-cosines, kind="stable")[:_NEIGHBOURS]
        weights = np.exp((cosines[nearest] - cosines[nearest[0]]) / _TEMPERATURE)
        votes = dict[str, float]()
        for place, weight in zip(nearest, weights, strict=True):
            name = self.past.categories[place]
            votes[name] = votes.get(name, 0.0) + float(weight)
        best = max(votes, key=lambda name: (votes[name], name))
        trust = len(self.past.categories) / (len(self.past.categories) + _NEIGHBOURS)
        return best, trust * votes[best] / sum(votes.values()) * max(float(cosines.max()), 0.0)

    def heard(self, n: int, word: Word) -> None:
        if word == "thanks":
            self._move(is_wrong=False)

    def told(self, n: int, question: Asked) -> None:
        super().told(n, question)
        if self.taken[n].is_answer:
            self._move(is_wrong=self.taken[n].category != question.told)
        else:
            self._move(is_wrong=False)

    def audited(self, n: int, question: Asked) -> None:
        super().audited(n, question)
        self._move(is_wrong=self.taken[n].category != question.category)

    def _move(self, *, is_wrong: bool) -> None:
        self.line = min(max(self.line + self.step * (is_wrong - self.budget), 0.0), 1.0)


@dataclass
class Nightly(Baseline):
    """Logistic regression of what it was told, retrained each night; answers at a fixed line."""

    line: float = 0.98
    _fitted: object | None = None

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        vector = self.past.hear(vectors)
        if n % _A_DAY == 0:
            self._train()
        if self._fitted is None:
            return Taken(None, 0.0, False)
        chances = self._fitted.predict_proba(vector[None, :])[0]
        best = int(np.argmax(chances))
        chance = float(chances[best])
        return Taken(str(self._fitted.classes_[best]), chance, chance >= self.line)

    def _train(self) -> None:
        from sklearn.linear_model import LogisticRegression

        if len(set(self.past.categories)) < 2:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitting = LogisticRegression(C=10.0, max_iter=100, tol=1e-3)
            count = len(self.past.categories)
            self._fitted = fitting.fit(self.past.vectors[:count], self.past.categories)


@dataclass
class Static:
    """Word retrieval (BM25) over the categories' names, which is all that is written of them.

    It learns nothing; its line is `line`, to be chosen in hindsight. The share of the best
    score beside the second is its confidence.
    """

    names: list[str]
    line: float = 0.0
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        for each in self.names:
            self.words.add(terms(each.replace("_", " ")))

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        scores = self.words.scores(terms(question.text))
        best = int(np.argmax(scores)) if len(scores) else 0
        top = float(scores[best]) if len(scores) else 0.0
        if top <= 0:
            return Taken(None, 0.0, False)
        chance = top / (top + float(np.delete(scores, best).max(initial=0.0)) + 1.0)
        return Taken(self.names[best], chance, chance >= self.line)

    def heard(self, n: int, word: Word) -> None:
        """It learns nothing."""

    def told(self, n: int, question: Asked) -> None:
        """It learns nothing."""

    def audited(self, n: int, question: Asked) -> None:
        """It learns nothing."""


@dataclass
class Oracle:
    """Right as soon as any agent has given the answer once, and silent before."""

    known: set[str] = field(default_factory=set)

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        is_known = question.category in self.known
        return Taken(question.category if is_known else None, float(is_known), is_known)

    def heard(self, n: int, word: Word) -> None:
        """What customers say teaches it nothing."""

    def told(self, n: int, question: Asked) -> None:
        self.known.add(question.told)

    def audited(self, n: int, question: Asked) -> None:
        self.known.add(question.category)
