"""Which answers each account was given of late, so that who asks the same again is known.

The learned state's fold tells it who opened what and what customers saw, the asked_again flow
asks it. It knows ids and moments, and neither words nor learners.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.events import ConversationId, ConversationOpened, DecisionTaken

# Who asks the same again after so long has another matter.
WITHIN = timedelta(days=7)


@dataclass
class AnsweredLately:
    """The conversations of the last seven days by account, and what was answered in each.

    A customer without an account stands for themselves. Openings are counted, and an answer is
    held with how many there were before it: who does again what a crash broke off finds what
    was found then.
    """

    _of: dict[ConversationId, tuple[str, int]] = field(default_factory=dict)
    _answers: dict[str, list[tuple[int, DecisionTaken]]] = field(default_factory=dict)
    _opened: deque[tuple[datetime, ConversationId]] = field(default_factory=deque)
    _count: int = 0

    def opened(self, moment: datetime, opened: ConversationOpened) -> None:
        """Somebody opened a conversation; those of more than seven days ago are left."""
        self._count += 1
        account = opened.account_id or opened.customer_id
        self._of[opened.conversation_id] = account, self._count
        self._opened.append((moment, opened.conversation_id))
        while moment - self._opened[0][0] > WITHIN:
            self._leave(self._opened.popleft()[1])

    def _leave(self, old: ConversationId) -> None:
        account, _ = self._of.pop(old)
        held = self._answers.pop(account, [])
        if left := [each for each in held if each[1].conversation_id != old]:
            self._answers[account] = left

    def answered(self, decision: DecisionTaken) -> None:
        """A customer saw this decision's answer."""
        if decision.conversation_id in self._of:
            account, _ = self._of[decision.conversation_id]
            self._answers.setdefault(account, []).append((self._count, decision))

    def before(self, conversation: ConversationId) -> list[DecisionTaken]:
        """The last answer before it was opened in each other conversation of its account."""
        account, opened = self._of.get(conversation, ("", 0))
        held = self._answers.get(account, [])
        found = {each.conversation_id: each for count, each in held if count < opened}
        return list(found.values())
