"""What `tacit metrics` prints: dated, with counts and intervals, and modest where they are few."""

from __future__ import annotations

import io
import re
from datetime import UTC

import pytest
from rich.console import Console
from rich.table import Table

from tacit.cli.figures import brief, cells_of, zone_of
from tacit.cli.metrics import measured_table, remarks, summary_of, verdict
from tacit.metrics.courses import courses_of
from tacit.metrics.curve import learning_curve
from tacit.metrics.metric import Reading, reading_of
from tacit.metrics.window import Window, WrongWindow, window_of
from tacit.share import Share
from tests.metrics.written import Log


def lines(table: Table) -> list[str]:
    """A table as it is printed, its spaces squeezed."""
    console = Console(width=200, file=io.StringIO())
    with console.capture() as printed:
        console.print(table)
    return [re.sub(r" {2,}", " | ", each.strip()) for each in printed.get().splitlines()]


def observed(log: Log, rights: int, wrongs: int) -> None:
    for n in range(rights + wrongs):
        log.opens().decides("answer", "ab", mode="observe").replies("a" if n < rights else "b")


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, ("none", "", "")),
        (3, 4, ("few", "30%–95%", "3 of 4")),
        (29, 29, ("few", "88%–100%", "29 of 29")),
        (15, 30, ("50%", "33%–67%", "15 of 30")),
        (0, 20_000, ("0%", "0.00%–0.02%", "0 of 20,000")),
        (788, 788, ("100%", "99.5%–100.0%", "788 of 788")),
    ],
)
def test_a_percentage_only_of_thirty_and_more_and_always_with_its_interval(
    part: int, whole: int, shown: tuple[str, str, str]
) -> None:
    assert cells_of(reading_of(Share(part, whole))) == shown


def test_an_error_counts_conversations_and_no_part_of_them() -> None:
    reading = Reading(Share(4096, 40 * 4096), (0.0, 0.08), 40)
    assert cells_of(reading) == ("2.5%", "0%–8%", "of 40")


def test_few_are_told_as_counts_beside_another_figure() -> None:
    assert brief(reading_of(Share(3, 4))) == "3 of 4 (30%–95%)"
    assert brief(reading_of(Share(15, 30))) == "50% (33%–67%)"
    assert brief(reading_of(Share(0, 0))) == "none"


def test_the_list_says_what_a_figure_awaits_and_how_many_nobody_saw() -> None:
    log = Log()
    observed(log, 30, 10)
    assert summary_of("coverage", log.total("coverage")) == (
        "none yet",
        "",
        "awaits a conversation in mode auto",
        "40",
    )
    assert summary_of("recall_at_1", log.total("recall_at_1"))[2] == (
        "30 of 40 conversations, 40 unseen"
    )
    log.opens().decides("answer").delivers()
    assert summary_of("resolution_assumed", log.total("resolution_assumed"))[2] == (
        "0 of 1 conversations, 1 unsettled"
    )


def test_containment_is_printed_with_both_resolution_rates() -> None:
    log = Log()
    for _ in range(30):
        log.opens().decides("answer").delivers().resolves("assumed", "silence")
    log.opens().decides("hand_off").hands_off()
    head, month, total = lines(measured_table(log.measured("containment")))
    assert head.startswith("month | Containment | 95% between | counted | left out | Resolution")
    assert month.startswith("2024-03* | 97% | 84%–99% | 30 of 31 | 0% (0%–11%) | 97% (84%–99%)")
    assert total.startswith("all of it | 97%")


def test_a_cut_period_has_a_star_and_a_quiet_one_no_row() -> None:
    log = Log()
    observed(log, 1, 0)
    log.waits(days=90)
    observed(log, 1, 0)
    log.waits(days=20)
    observed(log, 1, 0)
    shown = lines(measured_table(log.measured("recall_at_1")))
    assert [each.split(" |")[0] for each in shown[1:]] == ["2024-03*", "2024-06*", "all of it"]
    window = window_of("2024-03-04", "2024-03-10", "week", UTC)
    shown = lines(measured_table(log.measured("recall_at_1", window)))
    assert shown[1].startswith("2024-03-04* | few")


def test_a_whole_day_has_no_star() -> None:
    log = Log()
    observed(log, 2, 0)
    shown = lines(measured_table(log.measured("recall_at_1", Window(every="day"))))
    assert shown[1].startswith("2024-03-04 | few")


def test_groups_have_rows_and_those_without_anything_have_none() -> None:
    log = Log()
    log.opens(channel="mail").decides("hand_off").hands_off()
    log.opens(channel="web").decides("answer").delivers()
    log.opens(channel="chat")
    shown = lines(measured_table(log.measured("reopen_rate", by="channel")))
    assert len(shown) == 2
    shown = lines(measured_table(log.measured("handoff", by="channel")))
    assert [each.split(" | ")[1] for each in shown[1:]] == [
        "chat", "mail", "web", "chat", "mail", "web", "everything",
    ]  # fmt: skip


def test_a_group_is_printed_as_it_is_called() -> None:
    log = Log()
    log.opens(channel="[red]mail[/nobody]").decides("answer").delivers()
    log.opens().decides("hand_off").hands_off("[x][/y]")
    shown = lines(measured_table(log.measured("coverage", by="channel")))
    assert shown[1].split(" | ")[1] == "[red]mail[/nobody]"
    Console(file=io.StringIO()).print(*remarks(log.measured("handoff")))


def test_accounts_are_called_by_their_names() -> None:
    log = Log()
    log.opens(account="a-17").decides("answer").delivers()
    log.opens(account="a-18").decides("answer").delivers()
    table = measured_table(log.measured("coverage", by="account"), {"a-17": "Acme"})
    assert [each.split(" | ")[1] for each in lines(table)[1:3]] == ["Acme", "a-18"]


def test_reasons_are_rows_of_the_handoff() -> None:
    log = Log()
    log.opens().decides("hand_off").hands_off("low_confidence")
    log.opens().decides("answer").delivers()
    shown = lines(measured_table(log.measured("handoff", by="reason")))
    assert shown[1].startswith("2024-03* | low_confidence | few")
    assert [each.split(" | ")[1] for each in shown[2:]] == ["low_confidence", "everything"]


def test_remarks_name_parts_figures_and_company() -> None:
    log = Log()
    observed(log, 3, 1)
    told = list(remarks(log.measured("calibration_error")))
    # Four at 0.5 of which three were right: 0.8 · √(0.67 · 0.33 / 4) of chance.
    assert told[:3] == ["answered: 4 of 4", "bins: 1", "by chance: 18.8%"]
    assert list(remarks(log.measured("recall_at_1")))[-1].endswith("recall_at_3, recall_at_5")
    assert "p50: none" in list(remarks(Log().measured("correction_to_live")))
    log = Log()
    talk = log.opens().decides("hand_off", "ab")
    reply = talk.replies("b")
    log.now = reply.at
    talk.settles(0, reply.position, milliseconds=1_234)
    assert "p95: 1,300 ms" in list(remarks(log.measured("correction_to_live")))


@pytest.mark.parametrize(
    ("early", "late", "said"),
    [
        ((0, 40), (40, 0), "+100 points (95% between +88 and +100): it got better."),
        ((40, 0), (0, 40), "-100 points (95% between -100 and -88): it got worse."),
        ((20, 20), (22, 18), "+5 points (95% between -16 and +26): no clear change."),
    ],
)
def test_the_verdict_claims_no_more_than_its_interval(
    early: tuple[int, int], late: tuple[int, int], said: str
) -> None:
    log = Log()
    observed(log, *early)
    observed(log, *late)
    told = verdict(learning_curve(courses_of(log.events), Window(), 40))
    assert told == f"R@1 of the last full step of origin live against its first: {said}"


def test_one_step_is_too_early() -> None:
    log = Log()
    observed(log, 3, 0)
    assert "too early" in verdict(learning_curve(courses_of(log.events), Window(), 3))


@pytest.mark.parametrize("name", ["Mars", "", "../../etc/passwd", "/etc/passwd"])
def test_no_zone_of_this_name(name: str) -> None:
    with pytest.raises(WrongWindow, match="write one such as UTC or Europe/Berlin"):
        zone_of(name)


def test_the_mean_of_ratings_is_said_to_two_places() -> None:
    """(2 + 3 + 5) / 3 = 3.33."""
    log = Log()
    for value in (2, 3, 5):
        log.opens().decides("answer").delivers().rates(value, feedback="ces")
    assert "mean: 3.33" in list(remarks(log.measured("ces")))
