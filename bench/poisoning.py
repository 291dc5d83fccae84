"""Do hostile customers teach it anything?

Honest customers ask FOLDER/train.csv (`text,category`) in an order drawn by seed, one question
each half an hour, of a live workspace in mode auto with a log in memory. Each category is an
entry; agents reply to what is handed over, one reply in twenty cites any other entry, answers
drawn by lot are judged rightly. Of right answers three in ten are commented on, of wrong ones
eight in ten, a tenth of it the wrong way round: by asking for a person, saying that it does not
work, asking again, reopening, a flag, a thumb, a rating, thanks or "solved". After 1,000
questions hostile identities come, 0 to 30% of 500, each with ten times an honest one's volume,
with questions (FOLDER/test.csv) about 20 categories; each of these has another one whose
answer they want to be given instead.

- `plain`: whatever is not the wanted answer is complained of, the wanted one praised.
- `sybil`: the same, each time under another identity.
- `adaptive`: knows that only agents teach. Complains where no agent comes to look, or has an agent
  come and then asks what the wanted answer is right for, so that the reply is kept with the
  question that came first.
- `together`: asks both in one message, the wanted answer's question last, which an agent answers.

Of the honest questions in the second half, by ATTACK_PERCENT (`none_0` is nobody hostile):

- `.ranked`: share whose right answer was ranked first; `.automated`: answered alone and right;
  `.wrong`: answered alone and wrong; `.handed_off`: not answered alone.
- `.ranked_loss`, `.automated_loss`, `.extra_handoff`: points lost to `none_0`.
- `.target_ranked_loss`, `.target_automated_loss`: the same of the questions about targets.
- `.goal`: share of these for which the wanted answer was ranked first; `.goal_answered`: given.
- `.hostile_volume`: share of all conversations; `.audits_waiting`: the longest row.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench import report
from bench.chart import Axes, Points, lines
from bench.closed_loop import BANKING, embed_ahead, progress
from bench.closed_stream import Asked
from bench.memory_store import in_memory
from bench.poisoning_desk import Besieged
from bench.poisoning_stream import Siege, Visit, World, world
from tacit.app import App
from tacit.language.remembered import Remembered
from tacit.settings import Settings

BEGINS_AT = datetime(2024, 1, 1, tzinfo=UTC)
ATTACKS = ("plain", "sybil", "adaptive", "together")


def run(app: App, name: str, siege: Siege, found: World) -> dict[str, float]:
    """One siege from its first visit to the last."""
    desk = Besieged(app, f"{name}, seed {siege.seed}", BEGINS_AT, attack=siege.attack)
    rows = list[tuple[bool, bool, bool, bool, bool]]()
    for n, visit in enumerate(progress(found.visits, name, len(found.visits))):
        taken = desk.visited(n, visit)
        if visit.wanted is None:
            wanted = found.wanted.get(visit.question.category)
            is_right = taken.category == visit.question.category
            is_reached = wanted is not None and taken.category == wanted
            rows.append((is_right, taken.is_answer, is_reached, wanted is not None, True))
    right, answered, reached, target, _ = np.array(rows[siege.questions // 2 :]).T
    hostile = sum(each.wanted is not None for each in found.visits)
    return {
        "ranked": right.mean(),
        "automated": (right & answered).mean(),
        "wrong": (answered & ~right).mean(),
        "handed_off": 1 - answered.mean(),
        "target_ranked": right[target].mean(),
        "target_automated": (right & answered)[target].mean(),
        "goal": reached[target].mean(),
        "goal_answered": (reached & answered)[target].mean(),
        "hostile_volume": hostile / len(found.visits),
        "audits_waiting": desk.waited,
    }


def losses(found: dict[str, float], none: dict[str, float]) -> dict[str, float]:
    """What a siege cost, in points, beside nobody's being hostile."""
    lost = {
        f"{part}{name}_loss": 100 * (none[f"{part}{name}"] - found[f"{part}{name}"])
        for part in ("", "target_")
        for name in ("ranked", "automated")
    }
    return lost | {"extra_handoff": 100 * (found["handed_off"] - none["handed_off"])}


def measure(app: App, options: Namespace) -> dict[str, float]:
    """Every attack at every share, after the same desk without one."""
    sieges = {"none_0": Siege(0.0, "plain", options.questions, options.warm, options.seed)}
    for attack in options.attacks:
        for share in options.shares:
            siege = Siege(share / 100, attack, options.questions, options.warm, options.seed)
            sieges[f"{attack}_{share}"] = siege
    worlds = {name: world(options.data, siege) for name, siege in sieges.items()}
    assert isinstance(app.port.embedder, Remembered)
    embed_ahead(app.port.embedder, [e for w in worlds.values() for e in texts(w.visits)])
    figures, none = dict[str, float](), dict[str, float]()
    for name, siege in sieges.items():
        found = run(app, name, siege, worlds[name])
        none = none or found
        found |= losses(found, none)
        figures |= {f"{name}.{key}": float(value) for key, value in found.items()}
        report.show(
            "Hostile customers",
            {key: value for key, value in figures.items() if key.startswith(f"{name}.")},
        )
    return figures | {"questions": options.questions}


def texts(visits: list[Visit]) -> list[Asked]:
    """Everything that is asked, as far as it is known before."""
    return [each.question for each in visits]


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("Hostile customers among honest ones.", BANKING)
    parser.add_argument("--questions", type=int, default=3000, help="honest ones")
    parser.add_argument("--warm", type=int, default=1000, help="of them before any hostile one")
    parser.add_argument("--shares", type=int, nargs="+", default=[1, 5, 10, 30], help="percent")
    parser.add_argument(
        "--attacks", nargs="+", default=[*ATTACKS], choices=ATTACKS,
    )  # fmt: skip
    report.takes_charts(parser)
    return parser


def charts(figures: dict[str, float], options: Namespace) -> dict[str, str]:
    """What each attack reached and cost, by the share of hostile identities."""

    def by_share(figure: str) -> dict[str, Points]:
        return {
            attack: [(s, figures[f"{attack}_{s}.{figure}"]) for s in options.shares]
            for attack in options.attacks
        }

    across = "hostile identities, in a hundred"
    goal = Axes("Targets' questions for which the attacker's answer stands first", across)
    wrong = Axes("Answered alone and wrong, of the questions of the honest", across)
    return {"goal": lines(by_share("goal"), goal), "wrong": lines(by_share("wrong"), wrong)}


def main() -> None:
    """Measure every siege."""
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = in_memory(Settings(Path(home)), options.seed)
        figures = measure(app, options)
    report.show("Hostile customers", figures)
    report.write(options.json, "poisoning", options, figures)
    report.draw(options.svg, "poisoning", lambda: charts(figures, options))


if __name__ == "__main__":
    main()
