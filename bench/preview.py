"""How long does a preview take, beside the bare embedder in the same run?

Questions of the last year, drawn by seed, in a workspace of the imported
years, one process. The bare embedder embeds the same question's passages.
Figures: `preview.ms_p50|p99`, `embedder.ms_p50|p99`, `over.ms_p50|p99`, `questions`.
"""

from __future__ import annotations

import random
import time

from rich.console import Console
from rich.progress import track

from bench import report
from bench.desk import imported, with_home
from tacit.connectors import read_history
from tacit.flows import answer
from tacit.history import Conversation

_YEAR = 2024


def main() -> None:
    """Time both on each question, one after the other."""
    parser = with_home(report.arguments("Preview beside the bare embedder."))
    parser.add_argument("--questions", type=int, default=1000)
    options = parser.parse_args()
    rows = [
        row
        for row in read_history(options.data).rows()
        if isinstance(row, Conversation) and row.messages[0].at.year == _YEAR
    ]
    drawn = random.Random(options.seed).sample(rows, options.questions)
    previews, bare = list[float](), list[float]()
    with imported(options) as (app, workspace):
        answer.preview(app.port, workspace, "warm up")
        app.port.embedder.embed("warm up")
        for row in track(drawn, "previewing", console=Console(stderr=True)):
            text = row.messages[0].text
            began = time.perf_counter()
            app.port.vectors_of(f"{row.subject}\n{text}", has_subject=bool(row.subject))
            embedded = time.perf_counter()
            answer.preview(app.port, workspace, text, subject=row.subject)
            done = time.perf_counter()
            bare.append((embedded - began) * 1000)
            previews.append((done - embedded) * 1000)
    figures = {"questions": float(len(drawn))}
    for name, values in (("preview", previews), ("embedder", bare)):
        figures[f"{name}.ms_p50"] = report.percentile(values, 0.5)
        figures[f"{name}.ms_p99"] = report.percentile(values, 0.99)
    for share in ("p50", "p99"):
        whole, bare_part = figures[f"preview.ms_{share}"], figures[f"embedder.ms_{share}"]
        figures[f"over.ms_{share}"] = whole - bare_part
        print(
            f"{share}: preview {whole:.1f} ms, bare embedder {bare_part:.1f} ms, "
            f"over it {whole - bare_part:.1f} ms"
        )
    report.write(options.json, "preview", options, figures)


if __name__ == "__main__":
    main()
