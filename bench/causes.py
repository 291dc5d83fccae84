"""Does it find the cause of a failure? Against causes that people read out of real ones.

The judged questions of 2023 are rehearsed through the product; its failures are
what `failures` says. By seed 0, 150 of them are drawn to be labelled by hand; all
others are free to develop on. Steps before there is anything to measure:

- `--draw`: prints the ids of those that are drawn, with how many failures there are.
- `--sheets FOLDER`: writes what is to be read of each of them, and the articles.
- `--others`: the same steps for failures that are not drawn.
- `--second`: the same steps for 50 of the drawn, by another seed, to be labelled a second
  time by somebody else; with `--sheets` also an empty file for the labels.
- `--compare FILE`: agreement and Cohen's kappa of a second file with the labels.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench import labelling, report
from bench.failures import Failure, drawn, failures, gathered
from bench.learning_curve import rehearsed
from bench.sheets import articles, sheet
from tacit.app import App, opened
from tacit.connectors import judged
from tacit.language.remembered import Remembered
from tacit.settings import Settings

DRAWN = 150
DRAW_SEED = 0
DRAWN_AGAIN = 50
AGAIN_SEED = 1


def main() -> None:
    """Draw failures, write what is to be read of them."""
    options = arguments().parse_args()
    if options.compare:
        print(labelling.compared(labelling.read(labelling.LABELS), labelling.read(options.compare)))
        return
    if options.sheets and options.sheets.resolve().is_relative_to(report.ROOT):
        sys.exit(f"{options.sheets} is inside the project: the desk's texts stay outside of it")
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as app:
        seeded = app.seeded(options.seed)
        app = seeded.with_embedder(Remembered(seeded.port.embedder))
        found = failures(gathered(rehearsed(app, options, judged(options.data))))
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


def arguments() -> ArgumentParser:
    """What the benchmark takes; its rehearsal is that of `learning_curve`, of 2023 alone."""
    parser = report.arguments("The cause of each failure, against labels.")
    parser.add_argument("--draw", action="store_true", help="print the ids to be labelled")
    parser.add_argument("--sheets", type=Path, help="folder for what is to be read of them")
    parser.add_argument("--others", action="store_true", help="those that are not drawn")
    parser.add_argument("--second", action="store_true", help="50 of the drawn, to label again")
    parser.add_argument("--compare", type=Path, help="a second file of labels")
    parser.set_defaults(all=False, snapshots=False, report=False, questions=0)
    return parser


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


if __name__ == "__main__":
    main()
