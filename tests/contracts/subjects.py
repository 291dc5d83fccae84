"""The learners as the contract sees them: how each is made, taught, asked and judged.

A new learner gets one `Subject` here; `test_learners.py` refuses one without.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tacit.events import EntryId
from tacit.learners import (
    Asking,
    Budget,
    Calibrator,
    ChurnModel,
    Drift,
    Fusion,
    Leaning,
    Linear,
    Mix,
    Novelty,
    Pace,
    Popularity,
    Quality,
    Residual,
    Routing,
    Situations,
    Successors,
    TrackRecord,
    Trials,
    Trust,
    churn,
)
from tacit.learners.asking import Began, Question
from tacit.learners.fixed import ONE
from tacit.learners.leaning import Signs
from tacit.learners.pairing import Pairing
from tacit.learners.routing import Case
from tacit.learners.trust import Belief
from tacit.lesson import Lesson

ONE_WORD = 1000
ENTRIES = [EntryId(f"entry-{n}") for n in range(6)]
Given = tuple[Any, ...]


@dataclass(frozen=True)
class Subject:
    """One learner under contract.

    `lessons(dice, count)` are the arguments of `learn` in a world whose truth
    is known; `asked` is what the learner says, as plain numbers; `loss` is
    how far from the truth it is.
    """

    name: str
    make: Callable[[], Any]
    lessons: Callable[[random.Random, int], list[Given]]
    asked: Callable[[Any], list[float]]
    loss: Callable[[Any], float]
    gives_chances: bool = False

    def taught(self, lessons: list[Given], learner: Any = None) -> Any:
        """A learner that was given these lessons in this order."""
        taught = self.make() if learner is None else learner
        for each in lessons:
            taught.learn(*each)
        return taught

    @property
    def is_additive(self) -> bool:
        return hasattr(self.make(), "forget")

    @property
    def merges(self) -> bool:
        return hasattr(self.make(), "merge")


def lesson(**fields: Any) -> Lesson:
    """A final lesson; what a test does not name is plain."""
    plain: dict[str, Any] = {
        "entries": [], "features": [], "parts": [], "action": "answer", "threshold": 0,
        "confidence": 0, "propensity": ONE, "reward": None, "right": (), "is_final": True,
    }  # fmt: skip
    return Lesson(**(plain | fields))


# ---- asking: of one intent a question saves a turn, of the other it costs one


def asking_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        intent, start = dice.choice(("refunds", "login")), dice.choice(("ask", "answer"))
        turns = 2 if start == "ask" else 3 if intent == "refunds" else 1
        question = Question(f"m-{dice.randrange(3)}", "ines").key if start == "ask" else ""
        is_resolved, is_back = dice.random() < 0.9, dice.random() < 0.1
        found.append((Began(intent, start, turns * is_resolved, is_back, question),))  # type: ignore[arg-type]
    return found


def asking_loss(asking: Asking) -> float:
    """Of how many of the two intents it says the wrong way to begin."""
    said = [asking.predict([intent]).asks_first for intent in ("refunds", "login")]
    return float(sum(each is not truth for each, truth in zip(said, (True, False), strict=True)))


# ---- budget: half of what it would answer is wrong, whatever the confidences say


def budget_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        action = "answer" if dice.random() < 0.5 else "hand_off"
        found.append((lesson(action=action, reward=1000 if dice.random() < 0.5 else 0),))
    return found


def budget_loss(budget: Budget) -> float:
    """How far a threshold is from 1: in a world half of whose answers are wrong."""
    return 1.01 - min(budget.predict(), 1.01)


# ---- calibrator: the truth is p = sigmoid(2 · part)


def calibrator_truth(part: int) -> float:
    return 1 / (1 + math.exp(-2 * part / ONE))


def calibrator_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        part = dice.randrange(-2 * ONE, 2 * ONE)
        right = dice.random() < calibrator_truth(part)
        found.append((lesson(parts=[part, ONE // 2], reward=1000 if right else 0),))
    return found


PARTS = [[part, ONE // 2] for part in range(-2 * ONE, 2 * ONE, ONE // 2)]


def calibrator_loss(calibrator: Calibrator) -> float:
    return sum((calibrator.predict(p) - calibrator_truth(p[0])) ** 2 for p in PARTS)


# ---- fusion: the second source tells the truth, the first is noise


def fusion_rows(dice: random.Random) -> list[list[int]]:
    rows = [[dice.randrange(ONE), 0] for _ in range(4)]
    rows[dice.randrange(4)][1] = ONE
    return rows


def right_row(rows: list[list[int]]) -> int:
    return max(range(len(rows)), key=lambda place: rows[place][1])


def fusion_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        rows = fusion_rows(dice)
        found.append((lesson(features=rows, entries=ENTRIES[:4], right=(right_row(rows),)),))
    return found


QUESTIONS = [fusion_rows(random.Random(seed)) for seed in range(8)]


def fusion_loss(fusion: Fusion) -> float:
    return -sum(math.log(fusion.chances(rows)[right_row(rows)]) for rows in QUESTIONS)


# ---- linear and popularity: entry n answers questions along axis n, early ones most


def pairings(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = min(dice.randrange(6), dice.randrange(6))
        cited = (ENTRIES[place], ENTRIES[5]) if dice.random() < 0.2 else (ENTRIES[place],)
        vector = axis(place, noise=dice.randrange(-20, 20))
        found.append((Pairing(cited, vector, vector, day=7 * (2700 + dice.randrange(3))),))
    return found


def axis(place: int, noise: int = 0) -> np.ndarray:
    vector = np.zeros(8, np.int8)
    vector[place], vector[7] = 100, noise
    return vector


def linear_asked(linear: Linear) -> list[float]:
    return [float(x) for place in range(6) for x in linear.predict(ENTRIES, axis(place))]


def linear_loss(linear: Linear) -> float:
    """How little of each question its own entry explains beyond the others."""
    told = np.array(linear_asked(linear)).reshape(6, 6)
    return float(((told - np.eye(6)) ** 2).sum())


def popularity_asked(popularity: Popularity) -> list[float]:
    everything, recent = popularity.predict(ENTRIES, day=7 * 2704)
    return [float(each) for each in (*everything, *recent)]


def popularity_loss(popularity: Popularity) -> float:
    """How far its shares are from the truth (11 9 7 5 3 1 of 36, and the second citation)."""
    counts = [each + 0.05 for each in popularity_asked(popularity)[:6]]
    truth = [11, 9, 7, 5, 3, 1 + 0.2 * 35]
    return sum(abs(c / sum(counts) - t / sum(truth)) for c, t in zip(counts, truth, strict=True))


# ---- situations: two customers in three ask from the page of their entry, the others from any


def situation_pairings(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = dice.randrange(6)
        page = place if dice.random() < 2 / 3 else dice.randrange(6)
        vector = axis(place)
        told = [[f"page {page}", f"part {page // 3}"], [f"plan {dice.randrange(2)}"]]
        found.append((Pairing((ENTRIES[place],), vector, vector, 0, told),))
    return found


def situations_asked(situations: Situations) -> list[float]:
    pages = [situations.tilt([[f"page {n}", f"part {n // 3}"]], ENTRIES) for n in range(6)]
    return [each for page in pages for each in page] + situations.tilt([["plan 1"]], ENTRIES)


def situations_loss(situations: Situations) -> float:
    """How far pages are from telling their entry by log(13/18 : 1/6), and plans from nothing."""
    pages = [situations.tilt([[f"page {n}", f"part {n // 3}"]], [ENTRIES[n]])[0] for n in range(6)]
    plans = situations.tilt([["plan 0"]], ENTRIES)
    return sum(abs(each - math.log(13 / 18 * 6)) for each in pages) / 6 + max(map(abs, plans))


# ---- quality: entry n resolves n of 6, in either of two segments


def rate_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = dice.randrange(6)
        found.append((ENTRIES[place], 1000 if dice.random() < place / 6 else 0))
    return found


def quality_lessons(dice: random.Random, count: int) -> list[Given]:
    rated = rate_lessons(dice, count)
    intents, roles = ("", "refunds", "login"), ((), ("admin",), ("user", "trial"))
    return [(e, dice.choice(intents), good, ONE_WORD, dice.choice(roles)) for e, good in rated]


def quality_loss(quality: Quality) -> float:
    return sum(abs(quality.predict(entry).mean - n / 6) for n, entry in enumerate(ENTRIES))


# ---- routing: of either intent agent n takes about 8 · 2^n minutes


def routing_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        agent = dice.randrange(3)
        minutes = 8 * 2**agent + dice.choice((-2, 0, 2))
        intent, week = dice.choice(("refunds", "login")), 2700 + dice.randrange(3)
        found.append((Case(intent, f"agent-{agent}", minutes, dice.random() < 0.9, week),))
    return found


def routing_asked(routing: Routing) -> list[float]:
    found = [routing.predict(intent, 2703) for intent in ("refunds", "login")]
    return [float(each.own.median) if each else 0.0 for each in found]


def routing_loss(routing: Routing) -> float:
    """How many of the two intents it would not send to the quickest."""
    found = [routing.predict(intent, 2703) for intent in ("refunds", "login")]
    return float(sum(each is None or each.agent != "agent-0" for each in found))


# ---- churn: one in ten leaves, of those with a matter unresolved four

CHURN_SIGNS = ((), ("turns",), ("unresolved",), ("turns", "unresolved"))


def churn_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        signs = dice.choice(CHURN_SIGNS)
        left = dice.random() < (0.4 if "unresolved" in signs else 0.1)
        found.append((churn.Case(signs, left),))
    return found


def churn_loss(model: ChurnModel) -> float:
    truths = [0.4 if "unresolved" in signs else 0.1 for signs in CHURN_SIGNS]
    return sum(abs(model.predict(s) - t) for s, t in zip(CHURN_SIGNS, truths, strict=True))


# ---- residual: entry n is wrong n times in ten, one in four was said of each


def residual_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = dice.randrange(6)
        found.append((ENTRIES[place], float(dice.random() < place / 10)))
    return found


class Answered(Residual):
    """A residual of which every word is about one more answer."""

    def learn(self, entry: str, wrong: float) -> None:
        self.saw(entry, 0.75)
        super().learn(entry, wrong)


def residual_loss(residual: Residual) -> float:
    """How far the entry that is wrong most is from being told apart from the one never wrong."""
    return 2.0 - (residual.predict(ENTRIES[5]) - residual.predict(ENTRIES[0]))


# ---- successors: what entries 1 to 5 answered agents answer with entry 0 now


def successor_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        other = ENTRIES[0] if dice.random() < 0.9 else ENTRIES[dice.randrange(6)]
        found.append((ENTRIES[dice.randrange(1, 6)], other, dice.choice(("ann", "bob"))))
    return found


class Replied(Successors):
    """Successors of which every word is about one more decision."""

    def learn(self, first: EntryId, other: EntryId, agent: str) -> None:
        self.saw(first)
        super().learn(first, other, agent)


def successors_asked(successors: Successors) -> list[float]:
    found = {(first, other): share for first, other, share in successors.predict()}
    return [found.get((each, ENTRIES[0]), 0.0) for each in ENTRIES[1:]]


def successors_loss(successors: Successors) -> float:
    return sum(1 - share for share in successors_asked(successors))


# ---- track record: n answers of 6 about intent n are wrong, a quarter are allowed


def record_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = dice.randrange(6)
        found.append((ENTRIES[place], 1, int(dice.random() < place / 6)))
    return found


def record_asked(record: TrackRecord) -> list[float]:
    return [each for entry in ENTRIES for each in record.odds([entry], 0.25)]


def record_loss(record: TrackRecord) -> float:
    """How far what it says is from sure, of intents that are clearly on one side."""
    too_many = [record.odds([entry], 0.25)[0] for entry in (ENTRIES[4], ENTRIES[5])]
    few_enough = record.odds([ENTRIES[0]], 0.25)[1]
    return sum(1 / each for each in (*too_many, few_enough))


# ---- trust: of one agent's replies four in ten are wrong, of the other's none


def trust_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        agent = dice.choice(("careful", "careless"))
        is_wrong = agent == "careless" and dice.random() < 0.4
        place = 0 if is_wrong else dice.randrange(1, 4)
        found.append((agent, place, Belief(0, ONE) if is_wrong else Belief()))
    return found


def trust_loss(trust: Trust) -> float:
    return trust.error("careful") + abs(trust.error("careless") - 0.4)


# ---- trials: exemplars 0 to 2 are sound, 3 to 5 go wrong four times in five


def trial_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        place = dice.randrange(6)
        is_wrong = dice.random() < (0.8 if place >= 3 else 0.02)
        found.append((ENTRIES[place], 0 if is_wrong else 1000))
    return found


def trials_loss(trials: Trials) -> float:
    """How many of six are taken for what they are not."""
    return sum((trials.predict(entry) >= 1) != (n >= 3) for n, entry in enumerate(ENTRIES))


# ---- drift: all six go wrong one time in ten, from half-way on the last two nine times


def drift_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for n in range(count):
        place = dice.randrange(6)
        share = 0.9 if place >= 4 and n >= count // 2 else 0.1
        found.append((ENTRIES[place], int(dice.random() < share), n))
    return found


def drift_loss(drift: Drift) -> float:
    """How many of six are taken for what they are not."""
    return sum((drift.predict(entry) >= 1) != (n >= 4) for n, entry in enumerate(ENTRIES))


# ---- mix: entry n is asked 5 - n times in fifteen; of the first two more than half ask


def mix_lessons(dice: random.Random, count: int) -> list[Given]:
    places = dice.choices(range(6), weights=[5, 4, 3, 2, 1, 0], k=count)
    return [(ENTRIES[place],) for place in places]


class Twice(Mix):
    """A mix that is told of two questions at once."""

    def learn(self, intent: str) -> None:
        super().learn(intent)
        super().learn(intent)


def mix_loss(mix: Mix) -> float:
    """Which of six it takes for common that are not, or has no word on."""
    truth = [True, True, False, False, False, None]
    return sum(mix.predict(entry) is not t for entry, t in zip(ENTRIES, truth, strict=True))


# ---- novelty: the nearest is anywhere from 0 to 4096; below a tenth of that it is far


class Drawn(Novelty):
    """Novelty that is told of eight questions at once, its line drawn whenever it can be."""

    def learn(self, nearness: int) -> None:
        for _ in range(8):
            super().learn(nearness)
        self.renew()


def novelty_lessons(dice: random.Random, count: int) -> list[Given]:
    return [(dice.randrange(ONE),) for _ in range(count)]


def novelty_asked(novelty: Novelty) -> list[float]:
    return [float(novelty.line or 0)]


def novelty_loss(novelty: Novelty) -> float:
    """How far its line is from a tenth of all, or that it has none."""
    return 1.0 if novelty.line is None else abs(novelty.line / ONE - 0.1)


# ---- leaning: who writes loudly complains in 7 of 10, who writes softly in 1 of 10


MOODS = {
    Signs(("loud:1", "turn:0"), ("1", "7")): 0.7,
    Signs(("loud:0", "turn:0"), ("2", "7")): 0.1,
}


def mood_lessons(dice: random.Random, count: int) -> list[Given]:
    found = list[Given]()
    for _ in range(count):
        signs, truth = dice.choice([*MOODS.items()])
        found.append((signs, 1000 if dice.random() < truth else 0))
    return found


def mood_loss(leaning: Leaning) -> float:
    return sum(abs(leaning.predict(signs) - truth) for signs, truth in MOODS.items())


def leaning() -> Leaning:
    return Leaning([0.0, 0.5, 0.5, 0.25])


# ---- pace: half come back within 8 half-octaves


def pace_lessons(dice: random.Random, count: int) -> list[Given]:
    return [(dice.randrange(17),) for _ in range(count)]


def pace_asked(pace: Pace) -> list[float]:
    return [float(pace.predict() or 0)]


SUBJECTS = [
    Subject(
        "asking",
        Asking,
        asking_lessons,
        lambda a: [a.predict([intent]).odds for intent in ("refunds", "login")],
        asking_loss,
    ),
    Subject("budget", Budget, budget_lessons, lambda b: [b.predict()], budget_loss),
    Subject(
        "calibrator",
        lambda: Calibrator(prior=[0.5, 0.25], bias=-0.5),
        calibrator_lessons,
        lambda c: [c.predict(parts) for parts in PARTS],
        calibrator_loss,
        gives_chances=True,
    ),
    *(
        Subject(
            name,
            lambda: Fusion(prior=[1.0, 0.0], floors=[0.0, 0.0], ceilings=[4.0, 4.0]),
            fusion_lessons,
            lambda f: [each for rows in QUESTIONS for each in f.chances(rows)],
            fusion_loss,
            gives_chances=True,
        )
        for name in ("fusion", "runners_up")
    ),
    Subject("linear", lambda: Linear(8, scale=100), pairings, linear_asked, linear_loss),
    Subject("popularity", Popularity, pairings, popularity_asked, popularity_loss),
    Subject(
        "quality",
        Quality,
        quality_lessons,
        lambda q: [q.predict(e, *of).mean for e in ENTRIES for of in ([], [["refunds"], ["user"]])],
        quality_loss,
        gives_chances=True,
    ),
    Subject("situations", Situations, situation_pairings, situations_asked, situations_loss),
    Subject(
        "situated",
        Answered,
        residual_lessons,
        lambda r: [r.predict(entry) for entry in ENTRIES],
        residual_loss,
    ),
    Subject(
        "churn",
        ChurnModel,
        churn_lessons,
        lambda m: [m.predict(signs) for signs in CHURN_SIGNS],
        churn_loss,
        gives_chances=True,
    ),
    Subject("routing", Routing, routing_lessons, routing_asked, routing_loss),
    Subject(
        "residual",
        Answered,
        residual_lessons,
        lambda r: [r.predict(entry) for entry in ENTRIES],
        residual_loss,
    ),
    Subject("successors", Replied, successor_lessons, successors_asked, successors_loss),
    Subject("track_record", TrackRecord, record_lessons, record_asked, record_loss),
    Subject(
        "trust",
        Trust,
        trust_lessons,
        lambda t: [t.error("careful"), t.error("careless")],
        trust_loss,
        gives_chances=True,
    ),
    Subject(
        "trials",
        Trials,
        trial_lessons,
        lambda t: [t.predict(entry) for entry in ENTRIES],
        trials_loss,
    ),
    *(
        Subject(
            name,
            leaning,
            mood_lessons,
            lambda held: [held.predict(signs) for signs in MOODS],
            mood_loss,
            gives_chances=True,
        )
        for name in ("frustration", "urgency")
    ),
    Subject("drift", Drift, drift_lessons, lambda d: [d.predict(e) for e in ENTRIES], drift_loss),
    Subject(
        "mix",
        Twice,
        mix_lessons,
        lambda held: [float(held.predict(entry) or 0) for entry in ENTRIES],
        mix_loss,
    ),
    Subject("novelty", Drawn, novelty_lessons, novelty_asked, novelty_loss),
    Subject("pace", Pace, pace_lessons, pace_asked, lambda p: abs(pace_asked(p)[0] - 8)),
]
