"""What a policy class or a segment asks of an answer: a stricter line and evidence, or a person.

Decide asks it what holds for a question; the learned state folds decisions and what leads
set into it. It knows the names of the classes, the tokens of segments and no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tacit.answering.compose import ungreeted
from tacit.answering.policy import CLASSES, is_usual, policy_classes
from tacit.answering.situation import NOWHERE
from tacit.events import ExplorationSet, PatienceSet, PolicySet, SignalWeighed
from tacit.knowledge.question import subject_of
from tacit.learners.fixed import ONE
from tacit.weights import WEIGHTS

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.answering.situation import Situation
    from tacit.events import Candidate, Patience, Treatment

# The share of the error budget that answers of a class may risk, as said in `decide.SENTENCES`.
STRICTER = 0.25
# So many past questions were answered with the entry: as many as make an intent.
LEAST_EVIDENCE = 5
# A class that more than half of so many decisions are of tells nothing apart.
_MOST, _FEW = 0.5, 100


@dataclass
class Policies:
    """How many decisions were of each class, what was set about a class, exploring and patience.

    A segment counts as a class while something is set about it: `segments` has its name by
    its token. `weights` are those of signals that were set.

    >>> policies = Policies(decisions=100, counts={"money": 51, "legal": 50})
    >>> policies.of("money"), policies.of("legal")      # more than half of them, and half
    ('ordinary', 'stricter')
    >>> policies.treatments["money"] = "stricter"
    >>> policies.of("money")
    'stricter'
    """

    decisions: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    treatments: dict[str, Treatment] = field(default_factory=dict)
    segments: dict[str, str] = field(default_factory=dict)
    explores_percent: int = 0
    patience: Patience = "hand_over"
    weights: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> Treatment:
        """As was set about a class, else stricter where that tells questions apart."""
        return self.treatments.get(name) or ("ordinary" if self.is_usual(name) else "stricter")

    def is_usual(self, name: str) -> bool:
        """Whether most of what is asked here is of this class."""
        return self.decisions >= _FEW and self.counts.get(name, 0) > _MOST * self.decisions

    def saw(self, classes: Sequence[str]) -> None:
        """Count one decision."""
        self.decisions += 1
        for name in classes:
            self.counts[name] = self.counts.get(name, 0) + 1

    def see(self, said: PolicySet | ExplorationSet | PatienceSet | SignalWeighed) -> None:
        """Take what a lead set."""
        match said:
            case ExplorationSet(percent=percent):
                self.explores_percent = percent
            case PatienceSet(action=action):
                self.patience = action
            case SignalWeighed(signal=signal, weight=None):
                self.weights.pop(signal, None)
            case SignalWeighed(signal=signal, weight=int(weight)):
                self.weights[signal] = weight
            case PolicySet():
                self.treat(said.policy_class, said.treatment, said.token)

    def treat(self, name: str, treatment: Treatment | None, token: str | None = None) -> None:
        """What is done about a class, or a segment, from now on; None: as if nobody had said."""
        self.treatments.pop(name, None)
        self.segments.pop(token or "", None)
        if treatment is not None:
            self.treatments[name] = treatment
            if token is not None:
                self.segments[token] = name

    def weight(self, signal: str) -> int:
        """Of how much of a word a customer's signal is worth, in thousandths.

        >>> Policies(weights={"thumb": 300}).weight("thumb"), Policies().weight("thumb")
        (300, 900)
        """
        return self.weights.get(signal, WEIGHTS[signal])

    def segments_in(self, situation: Situation) -> list[str]:
        """The segments of a situation about which something is set, in its order.

        >>> policies = Policies(segments={"a1": "page=/settings", "b2": "plan=trial"})
        >>> policies.segments_in([["c3", "a1"], ["d4"]])
        ['page=/settings']
        """
        return [self.segments[token] for line in situation for token in line
                if token in self.segments]  # fmt: skip

    def state(self) -> dict[str, Any]:
        """All of it as plain names and numbers."""
        return {
            "decisions": self.decisions,
            "counts": self.counts,
            "treatments": self.treatments,
            "segments": self.segments,
            "explores_percent": self.explores_percent,
            "patience": self.patience,
            "weights": self.weights,
        }


@dataclass(frozen=True)
class Needed:
    """What an answer needs: the `line` of confidence and, of a class, `evidence` behind the entry.

    `classes` are all that the question is of, then the customer's segments; `about` the one
    that decides, '' where none does. `usual` is the line of all other questions, both in 1/4096.
    """

    line: int
    usual: int
    classes: tuple[str, ...] = ()
    about: str = ""
    treatment: Treatment = "ordinary"
    evidence: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there is evidence enough behind the entry."""
        return self.treatment != "stricter" or self.evidence >= LEAST_EVIDENCE


# Of no question: what a verdict holds that was made without one.
NOTHING_MORE = Needed(0, 0)


def needed(
    learned: Learned,
    question: str,
    about: str,
    top: Candidate | None,
    situation: Situation = NOWHERE,
    *,
    latest: str = "",
) -> Needed:
    """What answering a question with an entry needs; `about` says what that one is about.

    The strictest of its classes and of the customer's segments holds. Read are the first sentences
    of the question and of its `latest` message, greetings aside; of a class that always goes to a
    person, a word anywhere in the question is enough. Where somebody set what is done about a
    class, a word of it is a sign however usual it is here.
    """
    usual = round(learned.budget.predict() * ONE)
    of, segments = learned.policies.of, learned.policies.segments_in(situation)

    def is_sign(words: str) -> bool:
        return is_usual(learned, words)

    said = [ungreeted(each) for each in dict.fromkeys((question, latest)) if each]
    read = "\n".join(subject_of(each, has_subject=False) for each in said)
    classes, told = {*policy_classes(read, about, is_sign)}, learned.policies.treatments
    if told:
        classes |= {name for name in policy_classes(read, about) if name in told}
    anywhere = list[str]()
    if any(of(name) == "person" for name in CLASSES):
        anywhere = policy_classes(question, about)
    person = [name for name in (*anywhere, *segments) if of(name) == "person"]
    found = tuple(name for name in CLASSES if name in {*classes, *person}) + tuple(segments)
    if person:
        return Needed(usual, usual, found, person[0], "person")
    stricter = [name for name in found if of(name) == "stricter"]
    if not stricter:
        return Needed(usual, usual, found)
    line = round(learned.budget.predict(STRICTER) * ONE)
    evidence = int(learned.popularity.total(top.entry_id)) if top else 0
    return Needed(line, usual, found, stricter[0], "stricter", evidence)
