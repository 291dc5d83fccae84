"""Any system in a closed loop, in whatever language: a program that reads lines and writes lines.

Started once for a stream, it reads one JSON object a line and answers those with `asked`, each
by one line, at once (flush it). All others it only hears:

    {"asked": 0, "text": "My card has not arrived"}
        → {"category": "card_arrival", "confidence": 0.83, "answers": true}
    {"heard": 0, "word": "complains"}               the customer, of its answer; or "thanks"
    {"told": 0, "category": "card_arrival"}         an agent's reply; agents may be wrong
    {"audited": 0, "category": "card_arrival"}      an agent's judgement: what is right

`category` is what it would answer, or null; `confidence` in 0 to 1 how sure it is of it; `answers`
whether it answers alone or hands over. A category is known once an agent named it. The number is
the question's; nothing tells it the truth, the budget or what is to come.
"""

from __future__ import annotations

import json
import select
import shlex
import subprocess
from dataclasses import dataclass, field
from typing import Any

from bench.closed_stream import Asked, Word
from bench.closed_systems import Taken


class Unfit(SystemExit):
    """The program does not speak as it should; the message says what came instead."""


@dataclass
class Outside:
    """A program as a system; raises Unfit, which ends the benchmark, where it ended or misspoke."""

    command: str
    patience_seconds: float = 60.0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        self._tell({"asked": n, "text": question.text})
        assert self._process is not None
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], self.patience_seconds)[0]:
            self._process.kill()
            raise Unfit(
                f"{self.command!r} said nothing to question {n} for {self.patience_seconds:g}"
                " seconds: it has to flush each line"
            )
        line = self._process.stdout.readline()
        if not line:
            raise Unfit(f"{self.command!r} ended at question {n} (status {self._process.wait()})")
        return self._taken(n, line)

    def heard(self, n: int, word: Word) -> None:
        self._tell({"heard": n, "word": word})

    def told(self, n: int, question: Asked) -> None:
        self._tell({"told": n, "category": question.told})

    def audited(self, n: int, question: Asked) -> None:
        self._tell({"audited": n, "category": question.category})

    def close(self) -> None:
        """End the program: its input ends, and it has ten seconds."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _tell(self, said: dict[str, Any]) -> None:
        if self._process is None:
            words = shlex.split(self.command)
            pipe = subprocess.PIPE
            try:
                self._process = subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True)
            except OSError as failure:
                raise Unfit(f"{self.command!r} cannot be started: {failure}") from None
        assert self._process.stdin is not None
        try:
            print(json.dumps(said), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            raise Unfit(f"{self.command!r} ended (status {self._process.wait()})") from None

    def _taken(self, n: int, line: str) -> Taken:
        try:
            said = json.loads(line)
            category, sure, answers = said["category"], said["confidence"], said["answers"]
        except (ValueError, KeyError, TypeError):
            raise Unfit(f"{self.command!r} said {line[:200]!r} to question {n}") from None
        is_sound = isinstance(category, str | None) and isinstance(answers, bool)
        if not is_sound or not isinstance(sure, int | float) or not 0 <= sure <= 1:
            raise Unfit(f"{self.command!r} said {line[:200]!r} to question {n}")
        return Taken(category, float(sure), answers and category is not None)
