"""A siege: who comes is drawn by seed, honest people ask the same, and each does as is said."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.memory_store import in_memory
from bench.poisoning import losses, run
from bench.poisoning_desk import Besieged
from bench.poisoning_stream import Siege, Visit, World, world
from tacit.events import (
    AuditDrawn,
    AuditJudged,
    EntryId,
    FeedbackGiven,
    LessonSettled,
)
from tacit.settings import Settings
from tests.cast import OPENS_AT, WordVectors

NAMES = [f"thing{n:02}" for n in range(50)]
SIEGE = Siege(0.1, questions=600, warm=200)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, each in (("train", 20), ("test", 5)):
        with (tmp_path / f"{name}.csv").open("w", newline="") as lines:
            rows = csv.writer(lines)
            rows.writerow(["text", "category"])
            rows.writerows([f"Where is the {i} {name} {n}?", i] for i in NAMES for n in range(each))
    return tmp_path


def honest(found: World) -> list[Visit]:
    return [each for each in found.visits if each.wanted is None]


def hostile(found: World) -> list[Visit]:
    return [each for each in found.visits if each.wanted is not None]


def test_honest_customers_ask_the_same_whoever_else_comes(folder: Path) -> None:
    worlds = [world(folder, replace(SIEGE, share=share)) for share in (0.0, 0.1, 0.3)]
    asked = [[each.question for each in honest(found)] for found in worlds]
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) == 600
    assert world(folder, SIEGE) == world(folder, SIEGE) != world(folder, replace(SIEGE, seed=1))


def test_a_hostile_identity_asks_ten_times_as_much_and_about_targets_alone(folder: Path) -> None:
    """50 of 500 are hostile: 400 questions after the first 200 · 10 · 50 / 450 = 444."""
    found = world(folder, SIEGE)
    visits = hostile(found)
    assert len(visits) == 444
    assert len({each.customer for each in visits}) == SIEGE.hostile == 50
    assert len(found.wanted) == 20
    assert all(found.wanted[each.question.category] == each.wanted for each in visits)
    assert all(target != wanted for target, wanted in found.wanted.items())
    assert not any(each.wanted for each in found.visits[:200])


def test_who_has_many_names_takes_each_once(folder: Path) -> None:
    visits = hostile(world(folder, replace(SIEGE, attack="sybil")))
    assert max(Counter(each.customer for each in visits).values()) == 1


def test_who_asks_both_together_is_rightly_told_what_they_want(folder: Path) -> None:
    for each in hostile(world(folder, replace(SIEGE, attack="together")))[:20]:
        assert each.question.category == each.wanted
        assert each.question.text.endswith(f"\n{each.instead}")


def test_one_agents_reply_in_twenty_is_wrong(folder: Path) -> None:
    asked = [each.question for each in honest(world(folder, replace(SIEGE, questions=1000)))]
    wrong = sum(each.told != each.category for each in asked) / 1000
    assert wrong == pytest.approx(0.05, abs=0.02)


def besieged(folder: Path, tmp_path: Path, siege: Siege) -> tuple[Besieged, World]:
    found = world(folder, siege)
    app = in_memory(Settings(tmp_path, budget=0.3), 0, WordVectors())
    desk = Besieged(app, "besieged", OPENS_AT, attack=siege.attack)
    for n, visit in enumerate(found.visits):
        desk.visited(n, visit)
    return desk, found


def test_people_do_with_answers_what_they_came_for(folder: Path, tmp_path: Path) -> None:
    desk, _ = besieged(folder, tmp_path, replace(SIEGE, questions=300, warm=150))
    log = [each.event for each in desk.app.store.read(desk.app.workspace("besieged"))]
    said = Counter(each.reason for each in log if isinstance(each, LessonSettled))
    assert {"customer_flag", "customer_wants_human", "silence", "agent_cites_same"} <= set(said)
    assert any(isinstance(each, FeedbackGiven) and each.value == 5 for each in log)
    drawn = {each.decision_id for each in log if isinstance(each, AuditDrawn)}
    judged = {each.decision_id for each in log if isinstance(each, AuditJudged)}
    assert drawn == judged
    assert drawn


def test_bait_and_switch_takes_nothing_from_what_an_agent_said_first(
    folder: Path, tmp_path: Path
) -> None:
    """The reply to the other question stands beside that to the opening, and not instead."""
    siege = replace(SIEGE, questions=120, warm=100, attack="adaptive")
    desk, found = besieged(folder, tmp_path, siege)
    reached = list[tuple[EntryId, ...]]()
    with desk.app.port.learned(desk.app.workspace("besieged")) as learned:
        for n, visit in enumerate(found.visits):
            wanted = desk.entry_of.get(visit.wanted or "")
            pair = learned.exemplars.by_id.get(EntryId(desk.decisions[n].conversation_id))
            if pair and wanted in pair.cites:
                reached.append(pair.cites)
    assert reached
    assert sum(len(cites) == 2 for cites in reached) >= 0.8 * len(reached)


def test_figures_are_of_honest_questions_in_the_second_half(folder: Path, tmp_path: Path) -> None:
    siege = replace(SIEGE, questions=100, warm=50)
    app = in_memory(Settings(tmp_path), 0, WordVectors())
    figures = run(app, "small", siege, world(folder, siege))
    assert figures["automated"] + figures["wrong"] + figures["handed_off"] == pytest.approx(1)
    assert figures["hostile_volume"] == pytest.approx(56 / 156, abs=0.01)
    lost = losses({**figures, "ranked": figures["ranked"] - 0.25}, figures)
    assert lost["ranked_loss"] == pytest.approx(25)
    assert lost["extra_handoff"] == 0
