"""Folds a recorded log without a store, and takes each of its decisions again.

    .venv/bin/python -m tests.replays.folding

prints the fingerprint of the state and of the receipts, for a test that runs
it under other hash seeds, threads and processors.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tacit.answering.compose import spelt_out
from tacit.answering.decide import Verdict, asked_in, decide
from tacit.answering.learned import Beside, Learned
from tacit.answering.mood import Mood, heard_in
from tacit.answering.start import start
from tacit.conversation import Conversation
from tacit.events import (
    Actor,
    DecisionTaken,
    Logged,
    MessageId,
    MoodRead,
    day_number,
)
from tacit.flows.answer import receipt_of
from tacit.knowledge.question import question_of
from tacit.payload import from_payload, to_payload
from tests.cast import DIMENSIONS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Recorded:
    """A log as it was written down, how far it was folded, and each mood as read again."""

    head: dict[str, Any]
    rows: list[dict[str, Any]]
    learned: Learned = field(default_factory=lambda: start(DIMENSIONS))
    beside: Beside = field(default_factory=lambda: Beside({}, {}))
    conversations: dict[str, Conversation] = field(default_factory=dict)
    mood: Mood | None = None
    moods: list[tuple[MoodRead, Mood | None]] = field(default_factory=list)

    def folded(self) -> Learned:
        """The state that the log ends in."""
        for _ in self.decisions():
            pass
        return self.learned

    def decisions(self) -> Iterator[tuple[DecisionTaken, DecisionTaken]]:
        """Each receipt, and what would be decided in its place now."""
        for row in self.rows:
            if "text" in row:
                self.beside.texts[row["id"]] = row["text"]
            elif "vectors" in row:
                self.beside.vectors[row["id"]] = tuple(map(b64decode, row["vectors"]))
            else:
                logged = logged_of(row)
                if isinstance(logged.event, DecisionTaken):
                    yield logged.event, self._again(logged, logged.event)
                elif isinstance(logged.event, MoodRead):
                    self.moods.append((logged.event, self.mood))
                self._see(logged)

    def _see(self, logged: Logged) -> None:
        self.learned.see(logged, self.beside)
        if logged.event.stream_kind == "conversation":
            stream = logged.event.stream_id
            held = self.conversations.setdefault(stream, Conversation(stream))
            held.see(logged)

    def _again(self, logged: Logged, stored: DecisionTaken) -> DecisionTaken:
        assert stored.learned_at == self.learned.position, "the log was written by one process"
        verdict = self._decided(logged, stored)
        self.mood = verdict.mood
        version = self.learned.library.version
        receipt = receipt_of(verdict, stored.language, version, stored.learned_at)
        return DecisionTaken(**(vars(stored) | receipt))

    def _decided(self, logged: Logged, stored: DecisionTaken) -> Verdict:
        texts = self.beside.texts
        held = self.conversations[stored.conversation_id]
        asked_back = texts.get(held.question_before(stored.query[-1]) or "", "")
        text = spelt_out(asked_back, [texts[each] for each in stored.query])
        vectors = self.beside.vectors[stored.message_id]
        question = question_of(text, stored.language, vectors)
        before = logged.cause_position or logged.position
        day = day_number(logged.at)
        asked = asked_in(held, stored.message_id, question, day, before)
        heard = heard_in(held, stored.message_id, texts[stored.message_id])
        asked = replace(asked, heard=heard, situation=stored.situation)
        return decide(self.learned, asked, {MessageId(id): text for id, text in texts.items()})


def logged_of(row: dict[str, Any]) -> Logged:
    event = from_payload(row["kind"], row["schema"], json.dumps(row["event"]))
    at, recorded_at = (datetime.fromisoformat(row[name]) for name in ("at", "recorded_at"))
    actor = Actor(*row["actor"])
    cause = row.get("cause_position")
    return Logged(row["position"], row["event_id"], event, at, recorded_at, actor, "live", cause)


def recorded(file: Path) -> Recorded:
    head, *rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return Recorded(head, rows)


def summary(file: Path) -> str:
    """The fingerprint of the state, then that of all receipts taken again."""
    log, receipts = recorded(file), hashlib.sha256()
    for _, again in log.decisions():
        receipts.update(to_payload(again).encode())
    return f"{log.learned.fingerprint()} {receipts.hexdigest()}"


if __name__ == "__main__":
    for each in sorted(Path(__file__).parent.glob("*.ndjson")):
        print(summary(each))
