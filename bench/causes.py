"""Does it find the cause of a failure? Against causes that people read out of real ones.

The judged questions of 2023 are rehearsed through the product, whose own flow finds the
causes; its failures are what `failures` says. By seed 0, 150 of them are drawn, which were
labelled by hand before anything that finds causes was written; all others were free to
develop on. Figures, of the 150:

- `product|commonest|embedding.macro_f1` with `_low`, `_high`: mean F1 over causes with at least 8
  cases, 95% by bootstrap over the failures; `.agreement`: share found as read; `.f1.CAUSE`.
  `commonest` names the same cause each time; `embedding` is a regression on the vectors of
  question and reply, told of the other 207.
- `second.agreement`, `second.kappa`: a second labelling of 50 of them, by somebody who had
  not seen the first; `without_diagnosis`: failures in which the product found none.

What it takes to draw, read and fit:

- `--draw`: prints the ids of those that are drawn, with how many failures there are.
- `--sheets FOLDER`: writes what is to be read of each of them, and the articles.
- `--others`: the same steps for failures that are not drawn.
- `--second`: the same steps for 50 of the drawn, by another seed, to be labelled a second
  time by somebody else; with `--sheets` also an empty file for the labels.
- `--compare FILE`: agreement and Cohen's kappa of a second file with the labels.
- `--fit`: prints the weights of `tacit.answering.weights` from other failures of 2023 and 2024,
  and what they reach there by cross-validation; of the 150 it reads their ids, to leave them out.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bench import cause_figures, cause_learning, labelling, report
from bench.failures import Failure, drawn, failures, gathered
from bench.labelling import Label
from bench.learning_curve import rehearsed
from bench.sheets import articles, sheet
from tacit.app import App, opened
from tacit.connectors import judged
from tacit.events import FailureDiagnosed, Logged, MessageReceived
from tacit.flows.port import question_text
from tacit.language.remembered import Remembered
from tacit.learners.fixed import ONE
from tacit.settings import Settings

DRAWN = 150
DRAW_SEED = 0
DRAWN_AGAIN = 50
AGAIN_SEED = 1
_FOLDS_SEEDS = 5


def main() -> None:
    """Draw failures, write what is to be read of them, or measure what was found."""
    options = arguments().parse_args()
    # Half of what is developed on is of 2024.
    options.report = options.fit
    if options.compare:
        print(labelling.compared(labelling.read(labelling.LABELS), labelling.read(options.compare)))
        return
    if options.sheets and options.sheets.resolve().is_relative_to(report.ROOT):
        sys.exit(f"{options.sheets} is inside the project: the desk's texts stay outside of it")
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as app:
        seeded = app.seeded(options.seed)
        app = seeded.with_embedder(Remembered(seeded.port.embedder))
        found = failures(gathered(rehearsed(app, options, judged(options.data))))
        if options.draw or options.sheets:
            draw(app, found, options)
        elif options.fit:
            fit(found)
        else:
            measure(app, found, options)


def arguments() -> ArgumentParser:
    """What the benchmark takes; its rehearsal is that of `learning_curve`, of 2023 alone."""
    parser = report.arguments("The cause of each failure, against labels.")
    parser.add_argument("--draw", action="store_true", help="print the ids to be labelled")
    parser.add_argument("--sheets", type=Path, help="folder for what is to be read of them")
    parser.add_argument("--others", action="store_true", help="those that are not drawn")
    parser.add_argument("--second", action="store_true", help="50 of the drawn, to label again")
    parser.add_argument("--compare", type=Path, help="a second file of labels")
    parser.add_argument("--fit", action="store_true", help="print the weights from the others")
    parser.set_defaults(all=False, snapshots=False, report=False, questions=0)
    return parser


def draw(app: App, found: Sequence[Failure], options: Namespace) -> None:
    """Print which failures are drawn, and write what is to be read of them."""
    chosen = choose(found, options)
    if options.draw:
        kinds = Counter(each.kind for each in found)
        print(f"{len(found)} failures: {dict(kinds)}", file=sys.stderr)
        print("\n".join(each.question for each in chosen))
    if options.sheets:
        write_sheets(app, chosen, options.sheets)
        if options.second:
            questions = [each.question for each in chosen]
            labelling.write_empty(options.sheets / "second.tsv", questions)


def choose(found: Sequence[Failure], options: Namespace) -> list[Failure]:
    """The failures drawn to be labelled, or those that are left to develop on."""
    wanted = set(drawn([each.question for each in found], DRAWN, DRAW_SEED))
    if options.second:
        wanted = set(drawn(sorted(wanted), DRAWN_AGAIN, AGAIN_SEED))
    return [each for each in found if (each.question in wanted) is not options.others]


def write_sheets(app: App, chosen: Sequence[Failure], folder: Path) -> None:
    """One file with the sheets in order, one with every live article."""
    folder.mkdir(parents=True, exist_ok=True)
    with app.port.learned(app.workspace("bench")) as learned:
        sheets = "\n\n".join(sheet(learned, each) for each in chosen)
        texts = articles(learned, learned.library.view().entries)
    (folder / "sheets.txt").write_text(sheets)
    (folder / "articles.txt").write_text(texts)


# ---- what was found --------------------------------------------------------------------


def diagnosed(failure: Failure) -> tuple[Logged, FailureDiagnosed] | None:
    """What the product found last of a failure."""
    found = [
        (each, each.event)
        for each in failure.told.logged
        if isinstance(each.event, FailureDiagnosed)
        and each.event.decision_id == failure.decision.decision_id
    ]
    return found[-1] if found else None


def fit(found: Sequence[Failure]) -> None:
    """Print the weights from the failures that are not measured against."""
    measured = labelling.read(labelling.LABELS)
    read = [
        cause_learning.Read(
            each.question,
            [part / ONE for part in last[1].evidence],
            labels[each.question].cause,
        )
        for labels in map(labelling.read, cause_learning.DEVELOPMENT)
        for each in found
        if each.question in labels.keys() - measured.keys()
        and (last := diagnosed(each)) is not None
    ]
    for seed in range(_FOLDS_SEEDS):
        pairs = cause_learning.cross_validated(read, seed)
        means = cause_figures.macro(pairs, cause_figures.counted([read for read, _ in pairs]))
        agreed = labelling.agreement(pairs)
        print(f"# seed {seed}: macro F1 {means:.3f}, agreement {agreed:.3f}", file=sys.stderr)
    print(cause_learning.fitted(read))


def measure(app: App, found: Sequence[Failure], options: Namespace) -> None:
    """Print how well the causes of the labelled failures were found, beside the baselines."""
    labels = labelling.read(labelling.LABELS)
    kept = {each.question: each for each in found if each.question in labels}
    pairs = {
        "product": [(labels[name].cause, cause_in(each)) for name, each in kept.items()],
        "commonest": cause_figures.commonest([labels[name].cause for name in kept]),
        "embedding": embedded(app, found, labels, options.seed),
    }
    figures = {
        name: value
        for system, each in pairs.items()
        for name, value in cause_figures.figures_of(system, each, options.seed).items()
    }
    second = labelling.read(labelling.SECOND)
    both = [(labels[name].cause, second[name].cause) for name in sorted(second)]
    figures["second.agreement"], figures["second.kappa"] = (
        labelling.agreement(both),
        labelling.kappa(both),
    )
    figures["labelled"] = len(kept)
    figures["without_diagnosis"] = sum(diagnosed(each) is None for each in kept.values())
    for name, value in figures.items():
        print(f"{name:44} {value:.3f}")
    print(cause_figures.table(pairs["product"]))
    report.write(options.json, "causes", options, figures)


def cause_in(failure: Failure) -> str:
    """The cause that the product found; empty where it found none."""
    found = diagnosed(failure)
    return "" if found is None else found[1].cause


def embedded(
    app: App, found: Sequence[Failure], labels: Mapping[str, Label], seed: int
) -> list[tuple[str, str]]:
    """The baseline on the vectors of question and reply."""
    others = labelling.read(cause_learning.DEVELOPMENT[0])
    told = [each for each in found if each.question in others]
    asked = [each for each in found if each.question in labels]
    held, wanted = (np.stack([vector(app, each) for each in some]) for some in (told, asked))
    causes = [others[each.question].cause for each in told]
    named = cause_learning.by_embedding(held, causes, wanted, seed)
    return [(labels[each.question].cause, cause) for each, cause in zip(asked, named, strict=True)]


def vector(app: App, failure: Failure) -> cause_learning.Matrix:
    """The mean vectors of what was asked and of what agents replied, one behind the other."""
    port, workspace = app.port, app.workspace("bench")
    last = diagnosed(failure)
    upto = last[0].position if last else failure.told.logged[-1].position
    replies = [
        each.event.message_id
        for each in failure.told.logged
        if isinstance(each.event, MessageReceived)
        and each.event.author == "agent"
        and each.position < upto
    ]
    texts = [
        question_text(port, workspace, failure.decision.query),
        question_text(port, workspace, replies[-1:]),
    ]
    means = []
    for text in texts:
        vectors = [
            np.frombuffer(each, np.int8).astype(np.float64) for each in port.vectors_of(text)[1:]
        ]
        means.append(np.mean([each / np.linalg.norm(each) for each in vectors], axis=0))
    return np.concatenate(means)


if __name__ == "__main__":
    main()
