"""Which answers each account was given of late, so that who has the same matter again is known.

The learned state's fold tells it who opened what and what customers saw; the flows that void
what an account asks again, or reports as a bug, ask it. It knows ids and moments, and neither
words nor learners.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tacit.events import AccountId, ConversationId, ConversationOpened, DecisionTaken, PersonId

# Who asks the same again after so long has another matter.
WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Opened:
    """Whose a conversation is, the how manieth of all it was, and when it was opened."""

    account: str
    nth: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that was seen, when, and how many conversations had been opened before it."""

    opened: int
    at: datetime
    decision: DecisionTaken


@dataclass
class AnsweredLately:
    """The conversations of as long as is `kept` by account, and what was answered in each.

    A customer without an account stands for themselves. Openings are counted, and an answer is
    held with how many there were before it: who does again what a crash broke off finds what
    was found then. What is asked again looks seven days back, a bug may be reported later.
    """

    kept: timedelta
    _of: dict[ConversationId, _Opened] = field(default_factory=dict)
    _answers: dict[str, dict[ConversationId, list[_Answer]]] = field(default_factory=dict)
    _opened: deque[ConversationId] = field(default_factory=deque)
    _latest: datetime | None = None
    _count: int = 0

    def opened(self, moment: datetime, opened: ConversationOpened) -> None:
        """Somebody opened a conversation."""
        self._count += 1
        account = opened.account_id or opened.customer_id
        self._of[opened.conversation_id] = _Opened(account, self._count, moment)
        self._opened.append(opened.conversation_id)
        self._latest = moment

    def leave(self, moment: datetime) -> None:
        """Leave the conversations that were opened longer before a moment than is kept."""
        while self._opened and moment - self._of[self._opened[0]].at > self.kept:
            old = self._opened.popleft()
            account = self._of.pop(old).account
            held = self._answers.get(account, {})
            held.pop(old, None)
            if not held:
                self._answers.pop(account, None)

    def answered(self, moment: datetime, decision: DecisionTaken) -> None:
        """A customer saw this decision's answer."""
        name = decision.conversation_id
        if name in self._of:
            held = self._answers.setdefault(self._of[name].account, {})
            held.setdefault(name, []).append(_Answer(self._count, moment, decision))

    def before(self, conversation: ConversationId) -> list[DecisionTaken]:
        """The last answer before it was opened in each other conversation of its account that
        was opened within the last seven days."""
        found: list[DecisionTaken] = []
        own = self._of.get(conversation)
        if own is None or not self._is_of_late(own.at):
            return found
        for name, answers in reversed(self._answers.get(own.account, {}).items()):
            # They stand in the order of their first answers: those before began earlier still.
            if not self._is_of_late(answers[0].at):
                break
            if self._is_of_late(self._of[name].at):
                found += [each.decision for each in answers if each.opened < own.nth][-1:]
        return found[::-1]

    def whose(self, conversation: ConversationId) -> str:
        """The account of a conversation, else its customer; '' of one that was left."""
        own = self._of.get(conversation)
        return own.account if own else ""

    def _is_of_late(self, moment: datetime) -> bool:
        return self._latest is not None and self._latest - moment <= WITHIN

    def seen(
        self, whose: Iterable[AccountId | PersonId | None], moment: datetime
    ) -> list[DecisionTaken]:
        """The last answer in each of their conversations, where it was seen within the seven days
        before a moment; who was answered once more since is left out."""
        held = [self._answers.get(each, {}) for each in dict.fromkeys(whose) if each is not None]
        last = (answers[-1] for each in held for answers in each.values())
        return [e.decision for e in last if timedelta(0) <= moment - e.at <= WITHIN]
