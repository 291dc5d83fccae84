"""Would sending a matter to whom routing names have brought it to its end sooner?

Who resolves what is learned from the first part of an imported history, up to --until. Of each
resolution after it, in an intent for which somebody is named, the agent who gave it either is the
one who was named or is not: `.named` and `.others` are how many, with the medians of the
minutes that they took, and `.sooner` is how often one of the first took less time than one of the
second in the same intent (half counts for a tie; 0.5 is chance). `strict` names at the odds that
the product takes for more than chance, `loose` the likeliest at any odds. `.prior` is how many
cases the mean of all is worth, 0 where agents differ no more than their cases. It is no
experiment: agents choose what they reply to. Of 2023 the Thunderbird history tells no
resolution, so 2024 is cut at its last quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median

from bench import report
from bench.desk import imported, with_home
from tacit.events import EPOCH
from tacit.flows import intents
from tacit.learners.routing import CONVINCING, Case, Routing
from tacit.metrics.courses import Courses


def main() -> None:
    parser = with_home(report.arguments("Routing against what came after."))
    parser.add_argument("--until", default="2024-10-01", help="learned from before, judged after")
    options = parser.parse_args()
    until = datetime.fromisoformat(options.until).replace(tzinfo=UTC)
    with imported(options) as (app, workspace):
        # One that was imported before intents were sorted at its end is sorted now.
        intents.sort(app.port, workspace)
        with app.measures.current(workspace) as courses:
            week = (until - EPOCH).days // 7
            cases = list(cases_of(courses))
    before = [each for each in cases if each.week < week]
    after = [each for each in cases if each.week >= week]
    figures: dict[str, float] = {"cases_before": len(before), "cases_after": len(after)}
    for name, odds in (("strict", CONVINCING), ("loose", 0.0)):
        found = compared(before, after, week, odds)
        figures |= {f"{name}.{figure}": value for figure, value in found}
    report.show("Routing", figures)
    report.write(options.json, "routing", options, figures)


def cases_of(courses: Courses) -> Iterator[Case]:
    """Every resolution by an agent's reply."""
    for course in courses:
        for each in course.endings:
            if course.intent_id is not None and each.agent_id is not None:
                week = (each.at - EPOCH).days // 7
                yield Case(
                    course.intent_id,
                    each.agent_id,
                    each.waited_minutes,
                    is_held=each.is_held,
                    week=week,
                )


def compared(
    before: Sequence[Case], after: Sequence[Case], week: int, odds: float
) -> Iterator[tuple[str, float]]:
    """What came after where somebody was named, by that agent and by the others."""
    routing = Routing()
    for each in before:
        routing.learn(each)
    said = {intent: routing.predict(intent, week, odds) for intent in routing.times}
    chosen = {intent: each.agent for intent, each in said.items() if each is not None}
    noise = routing.noise()
    yield "prior", noise.prior if noise else 0.0
    yield "intents", len(routing.times)
    yield "named_intents", len(chosen)
    of = [each for each in after if each.intent in chosen]
    named = [each for each in of if each.agent == chosen[each.intent]]
    others = [each for each in of if each.agent != chosen[each.intent]]
    for name, part in (("named", named), ("others", others)):
        yield name, len(part)
        if part:
            yield f"{name}_median_minutes", median(each.minutes for each in part)
    pairs = [(a.minutes, b.minutes) for a in named for b in others if a.intent == b.intent]
    if pairs:
        yield "pairs", len(pairs)
        yield "sooner", sum((a < b) + 0.5 * (a == b) for a, b in pairs) / len(pairs)


if __name__ == "__main__":
    main()
