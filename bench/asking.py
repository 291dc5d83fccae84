"""How often agents begin with a question, and where that beats answering at once.

Of an imported history each conversation is counted as the product counts it, by its intent and by
whether the first reply asked something back: `.asked` and `.answered` are how many conversations
of an intent began so, `.intents` how many intents have any that began with a question,
`.enough` those with ten of either kind, `.beats` those in which asking first beats
answering, `.questions` in how many of those agents' words may be used.
"""

from __future__ import annotations

from bench import report
from bench.desk import imported, with_home
from tacit.answering.asking_first import compared
from tacit.answering.learned import Learned
from tacit.events import IntentId
from tacit.flows import asking, intents


def main() -> None:
    parser = with_home(report.arguments("Asking first, by intent."))
    options = parser.parse_args()
    with imported(options) as (app, workspace):
        # One that was imported before intents were sorted at its end is sorted now.
        intents.sort(app.port, workspace)
        with app.port.learned(workspace) as learned:
            found, beats = counted(learned)
        found["questions"] = len(asking.questions(app.port, workspace, beats))
    figures = {f"asking.{name}": value for name, value in found.items()}
    report.show("Asking first", figures)
    report.write(options.json, "asking", options, figures)


def counted(learned: Learned) -> tuple[dict[str, float], list[IntentId]]:
    """The figures of a learned state, and the intents in which asking first beats answering."""
    found = {intent: compared(learned, intent) for intent in learned.intents.live}
    asked = [each for each in found.values() if each.ask.n]
    both = list(found.values())
    beats = [intent for intent, each in found.items() if each.asks_first]
    figures: dict[str, float] = {
        "live_intents": len(found),
        "intents": len(asked),
        "enough": sum(each.is_enough for each in both),
        "beats": len(beats),
        "asked": sum(each.ask.n for each in both),
        "answered": sum(each.answer.n for each in both),
        "asked_resolved": sum(each.ask.resolved.part for each in both),
        "answered_resolved": sum(each.answer.resolved.part for each in both),
        "largest_odds": max((each.odds for each in both if each.is_enough), default=0.0),
    }
    return figures, beats


if __name__ == "__main__":
    main()
