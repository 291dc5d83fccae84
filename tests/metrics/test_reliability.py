"""A reliability curve, and what each error budget promises and keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tacit.events import EntryId, IntentId
from tacit.metrics.course import Course, Taken
from tacit.metrics.reliability import A_BIN, BUDGETS, LATEST, reliability

DAY = datetime(2024, 3, 4, tzinfo=UTC)
RIGHT, OTHER = EntryId("right"), EntryId("other")


def judged(number: int, sure: float, *, is_right: bool, intent: str = "refunds") -> Course:
    """A conversation whose first decision was so sure, and what an agent then cited."""
    at = DAY + timedelta(hours=number)
    taken = Taken("d", at, "observe", "answer", round(sure * 4096), (RIGHT,))  # type: ignore[arg-type]
    cited = RIGHT if is_right else OTHER
    return Course(
        number, at, "live", "web", "en", None, intent_id=IntentId(intent), decisions=(taken,),
        cited=(cited,),
    )  # fmt: skip


def alternating(count: int) -> list[Course]:
    """Of those said at 90% one in ten is wrong, of those at 50% every other."""
    found = list[Course]()
    for number in range(count):
        if number % 2:
            found.append(judged(number, 0.9, is_right=number % 20 != 1))
        else:
            found.append(judged(number, 0.5, is_right=number % 4 == 0))
    return found


def test_the_curve_says_what_came_true_of_what_was_said() -> None:
    found = reliability(alternating(400))
    assert (found.judged, found.drawn_on) == (400, 200)
    assert [(round(each.said, 2), each.right.part, each.right.whole) for each in found.bins] == [
        (0.5, 100, 200),
        (0.9, 180, 200),
    ]


def test_a_line_is_drawn_on_the_older_half_and_told_by_the_newer() -> None:
    promises = dict(zip(BUDGETS, reliability(alternating(400)).promises, strict=True))
    assert promises[0.05].line is None, "at 90% one in ten is wrong"
    assert (promises[0.05].answered.part, promises[0.05].is_kept) == (0, True)
    assert round(promises[0.1].line or 0, 2) == 0.9
    assert (promises[0.1].answered.part, promises[0.1].answered.whole) == (100, 200)
    assert (promises[0.1].wrong.part, promises[0.1].is_kept) == (10, True)
    # Half of what was said at 50% is wrong: together three in ten.
    assert round(promises[0.2].line or 0, 2) == 0.9


def test_a_promise_that_later_decisions_broke_says_so() -> None:
    sound = [judged(n, 0.9, is_right=True) for n in range(100)]
    fallen = [judged(100 + n, 0.9, is_right=n % 2 == 0) for n in range(100)]
    found = reliability([*sound, *fallen])
    assert [each.is_kept for each in found.promises] == [False] * len(BUDGETS)
    assert (found.promises[0].wrong.part, found.promises[0].wrong.whole) == (50, 100)


def audited(number: int, *, is_right: bool, cited: tuple[EntryId, ...] = ()) -> Course:
    """A conversation whose answer, said at 70%, an audit judged, and what an agent then cited."""
    course = judged(number, 0.7, is_right=True)
    course.cited = cited
    course.decisions[0].audited = 1000 if is_right else 0
    return course


def test_audits_judge_answers_that_no_citation_did() -> None:
    found = reliability(
        [
            *alternating(40),
            *(audited(100 + n, is_right=n < 15) for n in range(20)),
            *(audited(200 + n, is_right=False, cited=(RIGHT,)) for n in range(20)),
        ]
    )
    assert (found.judged, found.drawn_on) == (80, 40)
    told = {round(each.said, 2): (each.right.part, each.right.whole) for each in found.bins}
    assert told[0.7] == (35, 40), "fifteen of twenty audits, and twenty of twenty citations"
    # The older half are those that agents judged, whatever stands first among the courses.
    assert [each.answered.whole for each in found.promises] == [40] * len(BUDGETS)


def test_an_audited_answer_is_told_by_when_it_was_decided() -> None:
    """Opened before all others and audited in a later turn, it is among the newer half."""
    late = audited(0, is_right=False)
    late.decisions[0].at = DAY + timedelta(days=400)
    late.decisions[0].confidence = 4096
    sound = [judged(1 + n, 0.9, is_right=True) for n in range(39)]
    found = reliability([late, *sound])
    assert (found.promises[0].wrong.part, found.promises[0].wrong.whole) == (1, 20)


def test_it_is_told_of_one_intent_and_of_the_latest_alone() -> None:
    few = [judged(n, 0.9, is_right=True, intent="login") for n in range(A_BIN)]
    found = reliability([*alternating(100), *few], IntentId("login"))
    assert (found.judged, len(found.bins)) == (A_BIN, 1)
    many = [judged(n, 0.9, is_right=True) for n in range(LATEST + 7)]
    assert reliability(many).judged == LATEST
    assert reliability([]).judged == 0
