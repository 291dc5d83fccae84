"""The observe-mode score: would-be answers, judged by the lessons that agents' replies settled."""

from __future__ import annotations

from tests.metrics.written import Log


def test_two_of_three_would_be_answers_agreed_and_one_of_five_judged_was_wrong() -> None:
    log = Log()
    for action, reward in (
        ("answer", 1000),
        ("answer", 1000),
        ("answer", 0),
        ("hand_off", 1000),
        ("ask", 0),
    ):
        log.opens().decides(action, mode="observe").settles(reward)
    reading = log.total("observe_score")
    assert (reading.share.part, reading.share.whole) == (2, 3)
    parts = {name: (part.part, part.whole) for name, part in reading.parts.items()}
    assert parts == {"would have answered": (3, 5), "wrong of all judged": (1, 5)}


def test_an_agents_last_word_stands() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe").settles(0).settles(1000)
    assert log.share("observe_score") == (1, 1)


def test_every_decision_counts_and_each_is_judged_by_itself() -> None:
    log = Log()
    talk = log.opens().decides("answer", mode="observe").settles(1000)
    talk.decides("answer", mode="observe").settles(0)
    assert log.share("observe_score") == (1, 2)


def test_void_words_customers_words_and_other_modes_judge_nothing() -> None:
    log = Log()
    log.opens().decides("answer", mode="observe").settles(1000).settles(None, standing="void")
    log.opens().decides("answer", mode="observe").settles(1000, witness="customer")
    log.opens().decides("answer", mode="auto").delivers().settles(1000)
    log.opens().decides("answer", mode="draft").settles(1000)
    assert log.share("observe_score") == (0, 0)
    assert log.total("observe_score").left_out == 2
