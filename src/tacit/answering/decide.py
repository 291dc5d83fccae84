"""Takes the decision: answer, ask or hand off, with the rule and the reason.

The answer flow calls `decide` with what was learned and the question; replay
calls it again with the past's. It makes no ids and reads no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacit.answering import JUDGEMENT
from tacit.answering.asking_first import First, first_question, may_ask, to_read
from tacit.answering.compose import Quote, answer, own_words, particulars, question_back, quote
from tacit.answering.confidence import confidence, parts
from tacit.answering.exploring import explored, lot_of
from tacit.answering.intent import NOTHING, Wanted, chance_of
from tacit.answering.mood import Heard, Mood, read
from tacit.answering.opening import opened
from tacit.answering.policy import ABOUT
from tacit.answering.ranking import Ranking, rank
from tacit.answering.segment import in_words
from tacit.answering.situation import NOWHERE, Situation
from tacit.answering.tone import tone_of
from tacit.answering.treatment import LEAST_EVIDENCE, NOTHING_MORE, Needed, needed
from tacit.events import Action, Candidate, EntryId, IntentId, MessageId, Mode, ModeSet
from tacit.learners.fixed import ONE
from tacit.weights import is_closing

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.conversation import Conversation
    from tacit.events import Patience, Tone
    from tacit.knowledge.question import Question

__all__ = ["JUDGEMENT", "Asked", "Verdict", "asked_in", "decide", "ranked", "wanted"]

# Two candidates that together carry this much of the chance are worth one question.
_ASK_TOGETHER = 0.7
_ASK_SECOND = 0.25
# The reply's words must be this near to the question to be an answer at all.
_TOO_FAR = round(0.25 * ONE)

SENTENCES = {
    "sure": "The confidence {confidence} reaches the line of {threshold}{stricter}.",
    "two_likely": "Two articles are both likely; one question tells them apart.",
    "ask_first": (
        "Asking first beats answering here: of {asked} conversations that began with a question "
        "{asked_soon} were resolved for good within {turns} turns, of {answered} that were "
        "answered at once {answered_soon} (odds of {odds} to one)."
    ),
    "not_sure": "The confidence {confidence} is below the line of {threshold}{stricter}.",
    "policy_line": (
        "The confidence {confidence} reaches the usual line of {usual} but not the one of "
        "{threshold}{stricter}."
    ),
    "policy_few": (
        "Sure enough, but {about}, and the entry answered {evidence} past questions "
        "where {least} are needed."
    ),
    "policy_person": "{About}, which always goes to a person here.",
    "lost": (
        "Sure enough, but {wrong} of {answers} answers {matter} were wrong: "
        "it goes to a person until it is trusted again."
    ),
    "no_knowledge": "Nothing in the knowledge is near this question.",
    "stub": "The likeliest page is known by its address only; there is no text to answer from.",
    "language": "There is no entry in the language of this message.",
    "wants_human": "The customer asked for a person.",
    "particulars": "The reply holds a number, name or address that this customer did not give.",
    "thanks": "The customer said thanks; there is nothing to answer.",
    "tried": "The reply that was likeliest has been tried in this conversation.",
    "losing_patience": (
        "Sure enough, but the customer's frustration rose twice in a row, to {frustration}: "
        "a person is to take over."
    ),
    "frustrated": (
        "Two articles are both likely, but the customer is probably frustrated ({frustration}): "
        "no question back."
    ),
}
# Said behind the rule's own sentence where it was set that such conversations are flagged.
_FLAGGED = (
    " The customer's frustration rose twice in a row, to {frustration}: flagged for attention."
)
_STRICTER = ", drawn for a quarter of the error budget as {about}"
# A weak draft must never look like an answer: here there is nothing near to say.
_NOTHING_TO_SAY = ("no_knowledge", "language", "thanks")


@dataclass(frozen=True)
class Asked:
    """A question with what the decision must know about the conversation.

    `own` is that conversation's exemplar id, `signals` are of its last message;
    `tried` are the entries that replies in it rested on, `is_opening` says that there was no
    reply yet, `before` is what it was about when it was last decided on, `heard` is the message
    as its mood is read, `situation` what is known of the customer, `account` whose own terms
    may be told: the customer's account, or themselves; `is_asked_back` says that a question back
    was put. `lot` is what is drawn on the message, one of 4096 alike; None: nothing is.
    """

    question: Question
    day: int
    own: EntryId | None = None
    signals: Sequence[str] = ()
    tried: Sequence[EntryId] = ()
    before: IntentId | None = None
    heard: Heard | None = None
    situation: Situation = NOWHERE
    lot: int | None = None
    is_opening: bool = True
    is_asked_back: bool = False
    account: str | None = None


def asked_in(
    conversation: Conversation, message: MessageId, question: Question, day: int, before: int
) -> Asked:
    """What is asked by a message of a conversation, as it was before a log position."""
    asking = next(s for s in conversation.spoken if s.message_id == message)
    earlier = conversation.decision_before(asking.position)
    replies = [s for s in conversation.spoken if s.author in ("assistant", "agent")]
    earlier_replies = [s for s in replies if s.position < before]
    tried = tuple(e for s in earlier_replies for e in s.event.cites[:1])
    own = EntryId(conversation.conversation_id)
    signals = getattr(asking.event, "signals", ())
    about = earlier.intent_id if earlier else None
    return Asked(
        question,
        day,
        own,
        signals,
        tried,
        about,
        lot=lot_of(message),
        is_opening=not earlier_replies,
        is_asked_back=any(s.author == "assistant" and not s.event.cites for s in earlier_replies),
        account=conversation.account_id or conversation.customer_id,
    )


@dataclass(frozen=True)
class Said:
    """The words that an answer would rest on: an article's, or an agent's own."""

    text: str
    quote: Quote | None = None
    tone: Tone = ""

    @property
    def about(self) -> str:
        """What it is about: an article's title, or an agent's words, which have none."""
        return self.quote.title if self.quote else self.text

    def reply(self, question: Question) -> str | None:
        """The reply made of them; None where it holds particulars that nobody gave."""
        if self.quote is not None:
            return opened(answer(self.quote), self.tone, question.language)
        if particulars(self.text, question.text):
            return None
        return opened(self.text, self.tone, question.language)


@dataclass(frozen=True)
class Verdict:
    """A decision without its ids: everything that decided it.

    `lots` are the chances, in 1/4096, of all answers that might have been; empty: no lot was drawn.
    `is_flagged`: agents are to look at the conversation, whoever answers it; `tone` is how the text
    opens.
    """

    action: Action
    mode: Mode
    rule: str
    intent: Wanted
    confidence: int
    threshold: int
    candidates: list[Candidate]
    parts: list[int]
    cites: list[EntryId]
    text: str | None
    mood: Mood | None = None
    needed: Needed = NOTHING_MORE
    lost: ModeSet | None = None
    qualities: dict[EntryId, int] = field(default_factory=dict)
    lots: dict[EntryId, int] = field(default_factory=dict)
    first: First | None = None
    is_flagged: bool = False
    tone: Tone = ""

    @property
    def propensity(self) -> int:
        """The chance in 1/4096 with which this answer was to be the one."""
        return self.lots[self.cites[0]] if self.lots else ONE

    def sentence(self) -> str:
        """The rule, the value and the limit, in one sentence for people."""
        needed, about = self.needed, _as(self.needed.about)
        values = {self.confidence, self.threshold}
        values |= {needed.usual} if self.rule == "policy_line" else set()
        # "92% is below the line of 92%" would make nobody wiser, nor would one of 100%.
        shown = {f"{each / ONE:.0%}" for each in values}
        digits = 2 if len(shown) < len(values) or "100%" in shown else 0
        is_stricter = needed.treatment == "stricter"
        said = SENTENCES[self.rule] + (_FLAGGED if self.is_flagged else "")
        return said.format(
            confidence=f"{self.confidence / ONE:.{digits}%}",
            threshold=f"{self.threshold / ONE:.{digits}%}",
            usual=f"{needed.usual / ONE:.{digits}%}",
            stricter=_STRICTER.format(about=about) if is_stricter else "",
            about=about,
            About=about[:1].upper() + about[1:],
            evidence=needed.evidence,
            least=LEAST_EVIDENCE,
            matter=_matter(self.lost),
            wrong=self.lost.wrong if self.lost else 0,
            answers=self.lost.answers if self.lost else 0,
            frustration=f"{self.mood.frustration / ONE:.0%}" if self.mood else "",
            **_told(self.first),
        )


def _as(policy: str) -> str:
    """Why more is asked of an answer: what it is about, or who asks; '' where it is not."""
    if policy in ABOUT:
        return f"it is about {ABOUT[policy]}"
    return in_words(policy) if policy else ""


def _matter(lost: ModeSet | None) -> str:
    """What the answers were about, or to whom, that lost a mode."""
    if lost is None or "=" not in lost.intent_id:
        return "about this matter"
    return f"where {in_words(lost.intent_id)}"


def _told(first: First | None) -> dict[str, str]:
    """Why asking first beats answering, as its sentence says it."""
    if first is None:
        return {}
    ask, answer = first.why.ask, first.why.answer
    return {
        "asked": f"{ask.n:,}",
        "asked_soon": f"{ask.soon.part:,}",
        "answered": f"{answer.n:,}",
        "answered_soon": f"{answer.soon.part:,}",
        "turns": f"{first.why.within}",
        "odds": f"{first.why.odds:,.0f}",
    }


def decide(
    learned: Learned,
    asked: Asked,
    replies: dict[MessageId, str],
    ranking: Ranking | None = None,
) -> Verdict:
    """What the assistant would do, and all that decided it.

    `replies` holds the bodies of the agents' messages that `wanted` names, `ranking` what
    was ranked already to know them.
    """
    if ranking is None:
        ranking = ranked(learned, asked)
    first = _verdict(learned, asked, replies, ranking)
    return explored(
        learned, asked.lot, ranking, first, lambda led: _verdict(learned, asked, replies, led)
    )


def _verdict(
    learned: Learned, asked: Asked, replies: dict[MessageId, str], ranking: Ranking
) -> Verdict:
    """What would be done with the candidate that is first."""
    found = parts(learned, ranking, asked.situation)
    sure = confidence(learned, found)
    top = ranking.candidates[0] if ranking.candidates else None
    mood = read(learned.frustration, learned.urgency, asked.heard) if asked.heard else None
    tone = tone_of(mood, asked.heard.text) if asked.heard else ""
    said = _said(learned, top, replies, tone)
    latest = asked.heard.text if asked.heard else ""
    about = said.about if said else ""
    need = needed(learned, asked.question.text, about, top, asked.situation, latest=latest)
    patience = learned.policies.patience
    rule = _spared(_rule(learned, asked, ranking, sure, need), mood, patience)
    action, text = _act(learned, asked, ranking, rule, said)
    if action == "answer" and text is None:
        action, rule = "hand_off", "particulars"
    intent = _intent(learned, asked, ranking)
    mode = learned.mode_of(intent.intent_id, asked.situation)
    lost = learned.lost_by(intent.intent_id, asked.situation)
    if lost and rule == "sure":
        rule = "lost"
    first = None
    if asked.is_opening and may_ask(rule, mood):
        first = first_question(
            learned, ranking.intent.intent_id, asked.question, ranking.candidates, replies
        )
    if first is not None:
        action, rule, text = "ask", "ask_first", first.text
    if action == "ask" or text is None:
        tone = ""
    listed = ranking.candidates + ranking.unapproved
    cites = [top.entry_id] if top else []
    return Verdict(
        action, mode, rule, intent, sure, need.line, listed, found, cites, text, mood, need, lost,
        ranking.qualities, first=first, is_flagged=_is_flagged(rule, mood, patience),
        tone=tone,
    )  # fmt: skip


def ranked(learned: Learned, asked: Asked) -> Ranking:
    """The candidates for what is asked."""
    situation, account = asked.situation, asked.account
    return rank(learned, asked.question, asked.day, asked.own, situation, account)


def wanted(learned: Learned, ranking: Ranking) -> list[MessageId]:
    """The agents' messages that composing from a ranking takes, whichever is drawn."""
    most = max(ranking.near, 1) if learned.policies.explores_percent else 1
    replies = [
        learned.exemplars.by_id[each.entry_id].reply
        for each in ranking.candidates[:most]
        if each.origin == "exemplar"
    ]
    return replies + to_read(learned, ranking.intent.intent_id)


def _intent(learned: Learned, asked: Asked, ranking: Ranking) -> Wanted:
    """What it is about: what this turn asks, else what the conversation was about before.

    A turn such as "that did not work" asks nothing by itself, and must not fall out of
    what may be done about its conversation.
    """
    before = learned.intents.now(asked.before)
    if ranking.intent is NOTHING and before is not None:
        return chance_of(learned, ranking.alike, asked.own, before)
    return ranking.intent


def _rule(learned: Learned, asked: Asked, ranking: Ranking, sure: int, need: Needed) -> str:
    if "wants_human" in asked.signals:
        return "wants_human"
    if is_closing(asked.signals) and asked.tried:
        return "thanks"
    if need.treatment == "person":
        return "policy_person"
    language = asked.question.language
    if language and language not in learned.library.languages() and learned.library.languages():
        return "language"
    if not ranking.candidates or not _is_near(ranking):
        return "no_knowledge"
    top = ranking.candidates[0]
    if top.origin == "stub":
        return "stub"
    if top.entry_id in asked.tried:
        return "tried"
    if sure >= need.line:
        return "sure" if need.is_enough else "policy_few"
    if not asked.is_asked_back and _are_two_likely(learned, ranking):
        return "two_likely"  # once: who was asked which it is waits for somebody who knows
    return "policy_line" if sure >= need.usual else "not_sure"


def _spared(rule: str, mood: Mood | None, patience: Patience) -> str:
    """The rule, less what would try the patience of somebody who is short of it.

    Where it hands over anyway, its own reason tells more.
    """
    if mood is None:
        return rule
    is_lost = patience == "hand_over" and mood.is_losing_patience
    if rule == "sure" and is_lost:
        return "losing_patience"
    if rule == "two_likely" and (mood.is_frustrated or is_lost):
        return "frustrated"
    return rule


def _is_flagged(rule: str, mood: Mood | None, patience: Patience) -> bool:
    """Whether agents are to look; who says thanks needs nobody."""
    if mood is None or patience != "flag" or rule == "thanks":
        return False
    return mood.is_losing_patience


def _is_near(ranking: Ranking) -> bool:
    return max(ranking.closest, ranking.nearest) * ONE >= _TOO_FAR


def _are_two_likely(learned: Learned, ranking: Ranking) -> bool:
    if [each.origin for each in ranking.candidates[:2]] != ["article", "article"]:
        return False
    first, second = learned.fusion.chances([c.features for c in ranking.candidates])[:2]
    return first + second >= _ASK_TOGETHER and second >= _ASK_SECOND


def _act(
    learned: Learned,
    asked: Asked,
    ranking: Ranking,
    rule: str,
    said: Said | None,
) -> tuple[Action, str | None]:
    """The action and its text; an answer whose words may not be said has none."""
    if rule == "two_likely":
        return "ask", question_back([_title(learned, each) for each in ranking.candidates[:2]])
    text = None
    if said is not None and rule not in _NOTHING_TO_SAY:
        text = said.reply(asked.question)
    return ("answer" if rule == "sure" else "hand_off"), text


def _title(learned: Learned, candidate: Candidate) -> str:
    return learned.library.live[candidate.entry_id].text.title


def _said(
    learned: Learned, top: Candidate | None, replies: dict[MessageId, str], tone: Tone
) -> Said | None:
    """What the likeliest entry would say; None where nothing is likely, or has no words."""
    if top is None:
        return None
    if top.origin != "exemplar":
        is_explained = tone == "explaining"
        found: Quote | None = quote(learned.library, top, is_explained=is_explained)
        return Said(found.text, found, tone) if found else None
    reply = replies.get(learned.exemplars.by_id[top.entry_id].reply)
    words = own_words(reply) if reply else ""
    return Said(words, tone=tone) if words else None
