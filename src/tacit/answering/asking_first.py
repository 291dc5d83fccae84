"""Begins with a question where that beats an answer: when it may, and which question it is.

Decide asks it of a turn that opens a conversation. A question of an agent's reaches a customer
only by the rules of an agent's words that were published; else two titles are asked of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.compose import own_words, particulars, question_back
from tacit.answering.gate import safety
from tacit.answering.policy import policy_classes
from tacit.events import IntentId, MessageId
from tacit.knowledge.words import terms
from tacit.learners.fixed import ONE

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.answering.mood import Mood
    from tacit.events import Candidate
    from tacit.knowledge.question import Question as Text
    from tacit.learners.asking import Compared, Question

# What would be answered, asked or handed over for want of confidence alone.
_MAY_ASK = ("sure", "two_likely", "not_sure", "policy_line")
# Of an intent's first questions the latest are read.
_READ = 40
_LETTERS = 400
# Two questions that share so much of all their words say the same, in hundredths.
_SAME = 80
# A customer whose words carry so much of a question gave what it asks for, in 1/4096.
_GIVEN = ONE // 2


@dataclass(frozen=True)
class First:
    """The question to begin with, and why asking first beats answering."""

    text: str
    why: Compared


def compared(learned: Learned, intent: IntentId) -> Compared:
    """How the conversations of an intent went that began with a question, and the others."""
    return learned.asking.predict(learned.intents.known_as(intent))


def to_read(learned: Learned, intent: IntentId | None) -> list[MessageId]:
    """The agents' questions that beginning an intent takes; none where it is answered."""
    if intent is None or not compared(learned, intent).asks_first:
        return []
    return [MessageId(each.message) for each, _ in _latest(learned, intent)]


def first_question(
    learned: Learned,
    intent: IntentId | None,
    asked: Text,
    likely: Sequence[Candidate],
    bodies: Mapping[MessageId, str],
) -> First | None:
    """What to ask first about an intent; None where an answer is no worse, or nothing may be asked.

    A question whose answer the customer gave already is not put.
    """
    if intent is None:
        return None
    why = compared(learned, intent)
    if not why.asks_first:
        return None
    text = usual_question(learned, intent, bodies, asked.language, asked.text)
    if text is None and [each.origin for each in likely[:2]] == ["article", "article"]:
        titles = [learned.library.live[each.entry_id].text.title for each in likely[:2]]
        if not any(_is_given(learned, title, asked.text) for title in titles):
            return First(question_back(titles), why)
    if text is None or _is_given(learned, text, asked.text):
        return None
    return First(text, why)


def may_ask(rule: str, mood: Mood | None) -> bool:
    """Whether a decision by this rule may begin with a question: nobody who is short of patience,
    or says so, is asked back."""
    is_calm = mood is None or not (mood.is_upset or mood.is_losing_patience)
    return rule in _MAY_ASK and is_calm


def usual_question(
    learned: Learned,
    intent: IntentId,
    bodies: Mapping[MessageId, str],
    language: str | None = None,
    given: str = "",
) -> str | None:
    """The question that agents began an intent with most often, in the latest one's words.

    It passed as an agent's published words would: its agent said that it may be used, or a second
    one asked nearly the same; it holds no particulars that were not given, nothing hidden, no
    order to a machine and nothing of a policy class.
    """
    found = list[_Asked]()
    for question, n in _latest(learned, intent):
        words = own_words(bodies.get(MessageId(question.message), ""))
        if words:
            found.append(_Asked(question, n, words, frozenset(terms(words))))
    best, most = None, 0
    for each in found:
        same = [other for other in found if _are_same(each, other)]
        is_vouched = each.question.is_published or len({o.question.author for o in same}) > 1
        n = sum(other.n for other in same)
        if n >= most and is_vouched and _may_be_said(each, language, given):
            best, most = each.text, n
    return best


@dataclass(frozen=True)
class _Asked:
    """A question that an agent began with, and its words."""

    question: Question
    n: int
    text: str
    words: frozenset[str]


def _latest(learned: Learned, intent: IntentId) -> list[tuple[Question, int]]:
    return learned.asking.asked(learned.intents.known_as(intent))[-_READ:]


def _are_same(one: _Asked, other: _Asked) -> bool:
    return 100 * len(one.words & other.words) >= _SAME * len(one.words | other.words)


def _may_be_said(each: _Asked, language: str | None, given: str) -> bool:
    if len(each.text) > _LETTERS or "?" not in each.text:
        return False
    if language and each.question.language and language != each.question.language:
        return False
    checks = (safety.hidden, safety.orders, safety.markup)
    if any(check(each.text) for check in checks) or particulars(each.text, given):
        return False
    return not policy_classes("", each.text)


def _is_given(learned: Learned, question: str, text: str) -> bool:
    """Whether a customer's words carry half of a question's, a rare word counting for more."""
    asked, said = frozenset(terms(question)), frozenset(terms(text))
    words = learned.exemplars.words
    weights = {each: math.log(1 + len(words) / (1 + words.having(each))) for each in sorted(asked)}
    whole = math.fsum(weights.values())
    told = math.fsum(weight for each, weight in weights.items() if each in said)
    return whole > 0 and round(told / whole * ONE) >= _GIVEN
