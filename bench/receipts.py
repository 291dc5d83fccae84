"""Does every receipt come out the same, byte for byte, when its decision is taken again?

The questions of FOLDER/train.csv (`text,category`) are asked of a workspace in the store as
`closed_loop` asks them, one reply in twenty wrong; its process gives up what it has learned
every 2,500 questions and takes it up from snapshot and log, as one that begins does. Then it
ends, and another process takes each decision again from the log, the texts and the vectors.
The log is folded once for all of them: a state is as of the position that a receipt names when
it is asked for. Some receipts drawn by seed are replayed as `tacit replay` does it besides,
each from a state of its own. With `--home FOLDER` what was asked is kept there, and a
second run goes on to the second part; whether it was the same code then its judgement says.

- `receipts`, `equal`: how many there are, how many came out the same.
- `drawn`, `drawn_equal`: the same of those that were replayed by themselves.
- `older_judgement`, `differs`: how many came out otherwise, by reason.
- `events`, `questions`: what the log holds.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench import report
from bench.closed_loop import BANKING, BEGINS_AT, embedded, progress, run
from bench.closed_stream import Asked, Protocol, stream
from bench.closed_systems import Desk, Taken
from tacit.answering.learned import Learned
from tacit.answering.start import start
from tacit.app import App, opened
from tacit.events import DecisionTaken, WorkspaceId
from tacit.flows import answer
from tacit.flows.follow import FOLDED
from tacit.language.remembered import Remembered
from tacit.settings import Settings

NAME = "receipts"
_WRONG_AGENTS = 0.05
_GIVES_UP_EVERY = 2500


@dataclass
class Forgetful(Desk):
    """The product, which now and then gives up the state that it holds."""

    def asked(self, n: int, question: Asked, vectors: tuple[bytes, ...]) -> Taken:
        if n and n % _GIVES_UP_EVERY == 0:
            port, workspace = self._where()
            port.follower.evict(workspace)
        return super().asked(n, question, vectors)


@dataclass
class Walk:
    """The learned state as it goes along the log; positions are asked for in their order."""

    app: App
    learned: Learned

    def __call__(self, workspace: WorkspaceId, position: int) -> Learned:
        held = self.learned
        assert position >= held.position, "a walk does not turn back"
        events = self.app.store.read(workspace, held.position, position, kinds=FOLDED)
        self.app.port.follower.feed(workspace, held, events)
        held.position = position
        return held


def ask(options: Namespace) -> None:
    """Ask everything of a new workspace, in a process that ends then."""
    protocol = Protocol(wrong_agents=_WRONG_AGENTS, seed=options.seed, questions=options.questions)
    asked = stream(options.data, protocol)
    with opened(settings(options)) as app:
        seeded = app.seeded(options.seed)
        told = seeded.with_embedder(Remembered(seeded.port.embedder))
        desk = Forgetful(told, NAME, BEGINS_AT)
        run(NAME, desk, asked, embedded(told, asked))
    (options.home / "whole").touch()


def again(options: Namespace) -> dict[str, float]:
    """Take every decision of the workspace again."""
    with opened(settings(options)) as app:
        workspace = app.workspace(NAME)
        taken = [e.event for e in app.store.read(workspace, kinds=[DecisionTaken.kind])]
        decisions = [each for each in taken if isinstance(each, DecisionTaken)]
        decisions.sort(key=lambda each: each.learned_at)
        walk = Walk(app, start(app.port.embedder.dimensions, target=app.settings.budget))
        said = Counter[str | None]()
        for each in progress(decisions, "replaying", len(decisions)):
            ids = each.conversation_id, each.decision_id
            said[answer.replay(app.port, workspace, *ids, walk).reason] += 1
        drawn = random.Random(options.seed).sample(decisions, min(options.drawn, len(decisions)))
        alone = [
            answer.replay(app.port, workspace, each.conversation_id, each.decision_id).is_equal
            for each in progress(drawn, "each by itself", len(drawn))
        ]
        return {
            "receipts": len(decisions),
            "equal": said[None],
            "older_judgement": said["older_judgement"],
            "differs": said["differs"],
            "drawn": len(drawn),
            "drawn_equal": sum(alone),
            "events": app.store.head(workspace),
            "questions": len({each.conversation_id for each in decisions}),
        }


def settings(options: Namespace) -> Settings:
    """The settings of both processes."""
    return Settings(options.home)


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("Every receipt, taken again.", BANKING)
    parser.add_argument("--home", type=Path, help="keep what was asked here")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    parser.add_argument("--drawn", type=int, default=20, help="replayed each by itself")
    parser.add_argument("--only-ask", action="store_true", help="end after the first part")
    return parser


def main() -> None:
    """Ask in a process of its own, then take everything again in this one."""
    options = arguments().parse_args()
    if options.only_ask:
        ask(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        options.home = options.home or Path(folder)
        if not (options.home / "whole").exists():
            told = [f"--{name}={getattr(options, name)}" for name in ("data", "seed", "questions")]
            command = [sys.executable, "-m", "bench.receipts", "--only-ask", *told]
            subprocess.run([*command, f"--home={options.home}"], cwd=report.ROOT, check=True)
        figures = again(options)
    print(
        f"{figures['equal']:,.0f} of {figures['receipts']:,.0f} receipts came out the same, "
        f"{figures['drawn_equal']:.0f} of {figures['drawn']:.0f} each by itself"
    )
    report.write(options.json, "receipts", options, figures)


if __name__ == "__main__":
    main()
