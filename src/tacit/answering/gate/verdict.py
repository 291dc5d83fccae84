"""The gate's verdict: the first check that objects, or none.

`RULES` is the closed list of reasons that the log holds, with the sentence
that people read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.gate import personal, safety, scope, sending
from tacit.answering.policy import policy_classes

if TYPE_CHECKING:
    from tacit.answering.gate.known import Known
    from tacit.answering.gate.replay import Moved
    from tacit.events import EntryId, PersonId

# By the rule's name: what people read. Those of `PASSING` let an exemplar pass, the others hold it.
RULES: dict[str, str] = {
    "passed": "It breaks nothing that is known here.",
    "corroborated": "Another agent says the same.",
    "approved": "A person let it pass.",
    "hidden": "It holds characters that nobody sees, or letters that pose as others.",
    "orders": "It holds instructions to a machine.",
    "markup": "It holds something that would load, run or hide where it is shown.",
    "personal": "It holds particulars of one person or one account.",
    "disguised": "It holds a link that hides where it leads.",
    "goodwill": "It is a favour that was done once, and no rule.",
    "account_terms": "It is what one account agreed on, and no rule.",
    "plan": "It holds for one plan, which other customers may not have.",
    "foreign": "It links to a host that no article and no other agent here links to.",
    "stale": "It says what an article said before it was changed or withdrawn.",
    "system": "It is for another system than the customer named.",
    "version": "It is for another version than the customer named.",
    "language": "It is in another language than the question.",
    "policy": "It is about money, credentials, access, security or the law.",
    "opposed": "Other agents say the opposite.",
    "differs": "It is not what other agents say to such questions.",
    "outvoted": "Several agents answered this very question otherwise.",
    "broad": "The question is of common words, and others answer it otherwise.",
    "unrelated": "The reply fits other questions better than this one.",
    "pinned": "It would undo a correction that was made before.",
    "losses": "It would take right answers away from other questions.",
}
PASSING = frozenset(("passed", "corroborated", "approved"))
# What is shown to no agent as a draft either.
UNSAFE = frozenset(("hidden", "orders", "markup", "personal", "disguised"))
# What its own author cannot let pass.
NEEDS_SECOND = UNSAFE | {"policy"}
# What a further agent who says the same may change.
WAITING = frozenset(
    ("foreign", "stale", "opposed", "differs", "outvoted", "broad", "unrelated", "pinned", "losses")
)
# Replies that fit so many late questions better are not about theirs, where others differ: in
# own words, in citing what nobody else cites, and in citing what fewer others cite than not.
_FAR_WORDS, _FAR_CITED, _FAR_FEWER = 0.15, 0.03, 0.1
# A second opinion speaks of what the first one does (cosine), unless it is as far as this.
_OPINION, _FAR_OPINION = 0.45, 0.4
# The same for own words that are published as two agents say them, and for those of one agent
# where so many answered alike questions otherwise, if nobody this very one.
_FAR_ECHO, _FAR_MANY, _MANY = 0.1, 0.4, 4
# How far a reply may be from a question that has none, one, two or more telling words, where
# nobody says the same: the share of late questions that it fits better. A page has to meet few
# words the more exactly; good replies in own words seldom take up the words of their question,
# so that little but the plainest nonsense is found by it.
_FAR_PAGE = (0.02, 0.2, 0.4, 0.7)
_FAR_OWN = (0.9, 0.95, 0.98, 0.99)
# So many agents who answered this very question otherwise outvote a page, and own words: a
# second opinion in words is common, a second page is rarely as right.
_OTHERS_CITED, _OTHERS_WORDS = 2, 3
_EXPECTED = 3


@dataclass(frozen=True)
class Claim:
    """What an agent taught, as the checks read it.

    `text` are the reply's own words, '' where it cites; `names` the full names
    of the conversation's people. `cites` are the pages cited: their
    addresses where nothing else is known of them. With `is_gone` one is not live. `is_echo`: its
    agent did not ask for publication, another says the same.
    """

    author_id: PersonId
    subject: str
    question: str
    text: str
    cites: tuple[EntryId, ...] = ()
    addresses: str = ""
    names: tuple[str, ...] = ()
    company: str = ""
    is_gone: bool = False
    is_stale: bool = False
    is_other_language: bool = False
    is_echo: bool = False


@dataclass(frozen=True)
class Verdict:
    """The rule that decided."""

    rule: str

    @property
    def passes(self) -> bool:
        """Whether the exemplar may act."""
        return self.rule in PASSING


@dataclass(frozen=True)
class Desk:
    """What the checks ask of this desk.

    Whose a host is, which mail addresses it publishes, which words it uses all the
    time, and whether it has an agent besides the lesson's own.
    """

    is_ours: Callable[[str], bool]
    is_public: Callable[[str], bool]
    is_usual: Callable[[str], bool]
    has_others: bool = True

    def needs_second(self, claim: Claim) -> bool:
        """Whether what a lesson is about takes a second person, where there may be one."""
        found = policy_classes(claim.subject, claim.text, self.is_usual)
        return self.has_others and bool(found)


def judge(claim: Claim, desk: Desk, known: Known, moved: Moved) -> Verdict:
    """The first objection to what an agent taught, or why there is none."""
    is_expected = 0 < moved.expected_at <= _EXPECTED
    objections = (
        _to_citing(claim, desk, known, is_expected=is_expected)
        if claim.cites
        else _to_words(claim, desk, known)
    )
    first = next(objections, None) or _to_effect(known, moved)
    is_doubtful = bool(claim.cites) and not known.agree and not is_expected
    # The page that is cited is approved: what may be wrong is that it answers this.
    if first is None and is_doubtful and desk.needs_second(claim):
        first = "policy"
    return Verdict(first or ("corroborated" if known.agree else "passed"))


def _to_words(claim: Claim, desk: Desk, known: Known) -> Iterator[str]:
    text = claim.text
    checks = (("hidden", safety.hidden), ("orders", safety.orders), ("markup", safety.markup))
    yield from (rule for rule, check in checks if check(text))
    if personal.particulars_of(text, claim.names, desk.is_public):
        yield "personal"
    if excepted := scope.exception(text, claim.company):
        yield excepted
    if strange := sending.strange(text, desk.is_ours):
        yield strange
    if claim.is_stale:
        yield "stale"
    yield from _to_scope(claim)
    if desk.needs_second(claim):
        yield "policy"
    yield from _to_difference(known, is_echo=claim.is_echo)


def _to_scope(claim: Claim) -> Iterator[str]:
    if scope.elsewhere(claim.question, claim.text):
        yield "system"
    if scope.other_version(claim.question, claim.text):
        yield "version"
    if claim.is_other_language:
        yield "language"


def _to_difference(known: Known, *, is_echo: bool) -> Iterator[str]:
    """What others say to such questions, if it is not this."""
    if len(known.opposed) > len(known.agree):
        yield "opposed"
    if known.is_broad:
        yield "broad"
    if known.agree:
        # Who says the same is why these words would be published: they cannot vouch twice.
        if is_echo and len(known.same_against) >= len(known.agree) and known.far >= _FAR_ECHO:
            yield "differs"
        return
    if known.is_akin:
        return
    if _is_contradicted(known):
        yield "differs"
    if len(known.same_against) >= _OTHERS_WORDS:
        yield "outvoted"
    if known.is_far(_FAR_OWN):
        yield "unrelated"


def _is_contradicted(known: Known) -> bool:
    """Whether somebody answered this very question otherwise, or many such questions."""
    if len(known.against) >= _MANY and known.far >= _FAR_MANY:
        return True
    is_opinion = known.akin >= _OPINION and known.far < _FAR_OPINION
    return bool(known.same_against) and known.far >= _FAR_WORDS and not is_opinion


def _to_citing(claim: Claim, desk: Desk, known: Known, *, is_expected: bool) -> Iterator[str]:
    """What speaks against a page as the answer; one that was expected anyway is about it."""
    if strange := sending.strange(claim.addresses, desk.is_ours):
        yield strange
    if claim.is_gone:
        yield "stale"
    limit = _FAR_FEWER if known.agree else _FAR_CITED
    is_outnumbered = len(known.against) > len(known.agree)
    if is_outnumbered and known.far >= limit and not is_expected:
        yield "differs"
    if known.agree:
        return
    if len(known.same_against) >= _OTHERS_CITED:
        yield "outvoted"
    if known.is_far(_FAR_PAGE) and not is_expected:
        yield "unrelated"


def _to_effect(known: Known, moved: Moved) -> str | None:
    """What the replay found; what more agents say than not may take an answer's place."""
    if moved.broken:
        return "pinned"
    is_carried = len(known.agree) > len(known.against | known.opposed)
    return "losses" if moved.is_harm and not is_carried else None
