"""Does it answer much and keep its error budget, told only what a desk would be told?

FOLDER/train.csv (`text,category`) is asked row by row in an order drawn by seed, one question
a minute, in mode auto. Each category is an entry: the first agent's reply to it is published,
later ones cite it; a row out of scope (`oos`) has an answer of its own. What is handed over gets
an agent's reply. Of a wrong answer the customer asks for a person, but for a share `--silent`; a
right one is passed over; a share `--audit` of all answers is judged by an agent. Nothing is
learned from silence. Every policy class is treated as any other, since it is one budget that is
measured, but with `--strict`. Everything runs through the product's flows; its log is in memory,
but with `--store` in the database.

- `SYSTEM.coverage`, `.coverage_last` (from question 8,000 on): share answered alone.
- `SYSTEM.wrong_among_answered`, `.worst_window_wrong_among_answered` (disjoint windows of
  2,000), `.windows_broken` (above the budget by more than two standard errors),
  `.wrong_per_incoming`.
- `SYSTEM.out_of_scope_answered`: share of the rows out of scope (`--oos`, `--withheld`) that
  were answered alone.
- `SYSTEM.ece` (15 equal-mass bins), `.ece_by_chance` (the mean of 1,000 redraws from its own
  confidences), `.aurc` (area under risk and coverage of its confidences).
- `SYSTEM.after_drift_coverage`, `_wrong_among_answered`: the 1,000 questions after a drift
  (`--drift`: half-way a fifth of the answers are swapped); `_windows_broken`, `_ece`: what
  comes after those.
- `ceiling.coverage`, `.coverage_last`: the product told every right answer, its line then
  chosen in hindsight so that a share `--budget` is wrong; `tacit.share_of_ceiling`.
- SYSTEM: tacit; memory_95, _90, _85, _80 (the nearest past question's answer, where so alike);
  nightly (logistic regression of what it was told, its line at 1 - budget); oracle.

`--protocol s1` is described in `closed_s1`; it runs `--seeds` times, and prints means, with `_low`
and `_high` 95% intervals (bootstrap over seeds):

- `SYSTEM.coverage`, `.wrong_among_answered`, `.out_of_scope_answered`; `.coverage_within_budget`:
  at an error of at most the budget over the whole stream.
- `SYSTEM.share_of_distance`: of that coverage, from `static` (BM25 over the categories' names, its
  line chosen in hindsight) to `oracle`; `tacit.over_SYSTEM`: how much more of it tacit closes.
- `SYSTEM.windows_broken_share`: of its windows of 500 in all runs.
- `SYSTEM.recovery_questions`: after new intents entered, until the last 100 answered stay within
  the budget and two standard errors.
- SYSTEM: as above, and adaptive (the 20 nearest with a line moved by adaptive conformal
  inference), never (hands everything over).
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from bench import closed_s1, report
from bench.closed_baselines import Adaptive, Memory, Nightly, Oracle, Static
from bench.closed_charts import charts
from bench.closed_figures import (
    LAST,
    Outcomes,
    figures_of,
    in_hindsight,
    s1_figures_of,
    within_budget,
)
from bench.closed_stream import Asked, Protocol, is_foreign, stream
from bench.closed_systems import Desk, System, Taken, rightly_told
from bench.memory_store import in_memory
from tacit.app import App, opened
from tacit.flows.importing import passages_of
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.settings import Settings

BANKING = report.THUNDERBIRD.parent / "banking77"
BEGINS_AT = datetime(2024, 1, 1, tzinfo=UTC)
_S1_SEEDS, _S1_BUDGET = 10, 0.05
_DRAWS = 2000


def embed_ahead(embedder: Remembered, asked: Sequence[Asked]) -> None:
    """Give the embedder every vector that the flows will ask for and that it lacks."""
    passages = (p for each in asked for p in passages_of(embedder, (each.text, False)))
    wanted = [each for each in dict.fromkeys(passages) if not embedder.knows(each)]
    with Pool() as pool:
        vectors = pool.embed_all(wanted)
        pairs = zip(wanted, vectors, strict=True)
        for passage, vector in progress(pairs, "embedding", len(wanted)):
            embedder.tell(passage, vector)


def progress(steps, what: str, total: int):
    """The steps, with a bar on standard error."""
    return track(steps, what, total=total, console=Console(stderr=True))


def run(name: str, system: System, asked: Sequence[Asked], vectors: Sequence) -> Outcomes:
    """Ask one system everything, in order, and tell it what a desk would, when it would."""
    found = list[tuple[bool, bool, bool, float]]()
    due = defaultdict[int, list[tuple[int, Taken]]](list)
    for n, (each, held) in enumerate(progress(zip(asked, vectors, strict=True), name, len(asked))):
        taken = system.asked(n, each, held)
        is_right = taken.category == each.category
        found.append((taken.is_answer, is_right, each.is_out_of_scope, taken.confidence))
        word = (each.if_right if is_right else each.if_wrong) if taken.is_answer else None
        if word is not None:
            system.heard(n, word)
        if not taken.is_answer or word == "complains":
            due[n + each.lag].append((n, taken))
        for earlier, _ in due.pop(n, []):
            system.told(earlier, asked[earlier])
        if taken.is_answer and each.is_audited:
            system.audited(n, each)
    return Outcomes(*(np.array(column) for column in zip(*found, strict=True)))


@dataclass(frozen=True)
class Measured:
    """The figures, and of every system what became of each question."""

    figures: dict[str, float]
    outcomes: dict[str, Outcomes]


def measure(app: App, options: Namespace, protocol: Protocol) -> Measured:
    """Run the product and every baseline over one stream."""
    asked = stream(options.data, protocol)
    vectors = embedded(app, asked)
    systems: dict[str, System] = {
        "tacit": Desk(
            app,
            "closed loop",
            BEGINS_AT,
            treatment="stricter" if options.strict else "ordinary",
        ),
        **{f"memory_{line}": Memory(line=line / 100) for line in (95, 90, 85, 80)},
        "nightly": Nightly(line=1 - protocol.budget),
        "oracle": Oracle(),
    }
    figures: dict[str, float] = {"questions": len(asked)}
    found = {name: run(name, each, asked, vectors) for name, each in systems.items()}
    for name, each in found.items():
        figures |= figures_of(name, each, protocol)
    ceiling = run(
        "ceiling", Desk(app, "ceiling", BEGINS_AT, "observe"), rightly_told(asked), vectors
    )
    figures["ceiling.coverage"] = in_hindsight(ceiling, protocol.budget)
    if len(asked) > LAST:
        figures["ceiling.coverage_last"] = in_hindsight(ceiling.part(LAST), protocol.budget)
    if figures["ceiling.coverage"]:
        figures["tacit.share_of_ceiling"] = figures["tacit.coverage"] / figures["ceiling.coverage"]
    return Measured(figures, found | {"ceiling": ceiling})


def embedded(app: App, asked: Sequence[Asked]) -> list[tuple[bytes, ...]]:
    """The vectors of every question."""
    assert isinstance(app.port.embedder, Remembered)
    embed_ahead(app.port.embedder, asked)
    return [app.port.vectors_of(each.text) for each in asked]


def measure_s1(app: App, options: Namespace, protocol: Protocol) -> Measured:
    """Run the product and every baseline over the streams of several seeds."""
    runs, outcomes = list[dict[str, float]](), dict[str, Outcomes]()
    for seed in range(protocol.seed, protocol.seed + options.seeds):
        one = replace(protocol, seed=seed)
        asked, shares = closed_s1.stream(options.data, one)
        common = max(shares.counts.values()) / len(asked)
        print(f"seed {seed}: exponent {shares.exponent:.2f}, most common intent {common:.3f}")
        found = s1_run(app, asked, one)
        runs.append(found.figures)
        for name, each in found.outcomes.items():
            outcomes[name] = each.behind(outcomes[name]) if name in outcomes else each
    figures: dict[str, float] = {"questions": len(asked), "seeds": len(runs)}
    for name in runs[0]:
        figures |= spread(name, [each[name] for each in runs], protocol.seed)
    for other in {name.split(".")[0] for name in runs[0]} - {"tacit"}:
        over = [r["tacit.share_of_distance"] - r[f"{other}.share_of_distance"] for r in runs]
        figures |= spread(f"tacit.over_{other}", over, protocol.seed)
    return Measured(figures, outcomes)


def s1_run(app: App, asked: list[Asked], protocol: Protocol) -> Measured:
    """One seed's figures and outcomes of every system."""
    vectors = embedded(app, asked)
    names = sorted({each.category for each in asked if not is_foreign(each.category)})
    systems: dict[str, System] = {
        "tacit": Desk(app, f"s1, seed {protocol.seed}", BEGINS_AT),
        **{f"memory_{line}": Memory(line=line / 100) for line in (95, 90, 85, 80)},
        "adaptive": Adaptive(budget=protocol.budget),
        "nightly": Nightly(line=1 - protocol.budget),
        "static": Static(names),
        "never": Memory(line=2.0),
        "oracle": Oracle(),
    }
    found = {name: run(name, each, asked, vectors) for name, each in systems.items()}
    static = within_budget(found["static"], protocol.budget)
    oracle = within_budget(found["oracle"], protocol.budget)
    figures = dict[str, float]()
    for name, each in found.items():
        figures |= s1_figures_of(name, each, protocol.budget, static, oracle)
    return Measured(figures, found)


def spread(name: str, values: Sequence[float], seed: int) -> dict[str, float]:
    """The mean, and its 95% interval by bootstrap over the runs."""
    rng, held = np.random.default_rng(seed), np.array(values)
    means = held[rng.integers(0, len(held), size=(_DRAWS, len(held)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {name: float(held.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("The closed loop: answered, told, learned.", BANKING)
    parser.add_argument("--protocol", choices=("plain", "s1"), default="plain")
    parser.add_argument("--budget", type=float, help="wrong among answered (.02; s1: .05)")
    parser.add_argument("--audit", type=float, default=0.02, help="share of answers judged")
    parser.add_argument("--silent", type=float, default=0.2, help="wrong answers nobody minds")
    parser.add_argument("--wrong-agents", type=float, default=0.0, help="share of wrong replies")
    parser.add_argument("--drift", action="store_true", help="swap a fifth of the answers")
    parser.add_argument("--oos", type=float, default=0.0, help="share of foreign questions")
    parser.add_argument("--withheld", action="store_true", help="27 intents are out of scope")
    parser.add_argument("--strict", action="store_true", help="policy classes are stricter")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    parser.add_argument("--seeds", type=int, default=_S1_SEEDS, help="runs of s1")
    parser.add_argument("--store", action="store_true", help="log into the database")
    report.takes_charts(parser)
    return parser


@contextmanager
def product(options: Namespace, budget: float) -> Iterator[App]:
    """The product, with a log in memory or in a database of its own."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home), budget=budget)
        if not options.store:
            yield in_memory(settings, options.seed)
            return
        with opened(settings) as app:
            seeded = app.seeded(options.seed)
            yield seeded.with_embedder(Remembered(seeded.port.embedder))


def main() -> None:
    """Measure the closed loop."""
    options = arguments().parse_args()
    is_s1 = options.protocol == "s1"
    budget = options.budget or (_S1_BUDGET if is_s1 else Protocol.budget)
    protocol = Protocol(
        budget, options.audit, options.silent, options.wrong_agents, options.drift,
        options.oos, options.withheld, options.seed, options.questions,
    )  # fmt: skip
    with product(options, budget) as app:
        found = (measure_s1 if is_s1 else measure)(app, options, protocol)
    report.show(f"Closed loop, {found.figures['questions']:.0f} questions", found.figures)
    report.write(options.json, "closed_loop", options, found.figures)
    report.draw(options.svg, "closed_loop", lambda: charts(found.outcomes))


if __name__ == "__main__":
    main()
