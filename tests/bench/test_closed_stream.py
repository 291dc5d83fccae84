"""The streams of the closed loop hold what their protocols say, to the question and by seed."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from bench import closed_s1
from bench.closed_stream import Protocol, stream

INTENTS = [f"intent {n:02}" for n in range(30)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty intents of 100 and 150 texts, and other desks' questions beside them."""
    here = tmp_path / "bank"
    here.mkdir()
    for name, each in (("train", 100), ("test", 150)):
        with (here / f"{name}.csv").open("w", newline="") as lines:
            rows = csv.writer(lines)
            rows.writerow(["text", "category"])
            rows.writerows([f"{name} {i} {n}", i] for i in INTENTS for n in range(each))
    (here / "oos-intents.json").write_text(json.dumps({"held_out_as_in_domain_oos": INTENTS[:3]}))
    insurance = tmp_path / "dstc11-intents-insurance"
    insurance.mkdir()
    told = [json.dumps({"utterance": f"insurance {n}"}) for n in range(300)]
    (insurance / "test-utterances.jsonl").write_text("\n".join(told))
    mail = tmp_path / "thunderbird-support"
    mail.mkdir()
    with gzip.open(mail / "tickets-2023.jsonl.gz", "wt") as lines:
        lines.writelines(
            json.dumps({"title": f"mail {n}", "lang": "en" if n % 2 else "de"}) + "\n"
            for n in range(400)
        )
    return here


def test_a_seed_gives_the_same_stream_and_another_seed_another(folder: Path) -> None:
    assert stream(folder, Protocol(seed=3)) == stream(folder, Protocol(seed=3))
    assert stream(folder, Protocol(seed=3)) != stream(folder, Protocol(seed=4))
    assert closed_s1.stream(folder, Protocol(seed=3)) == closed_s1.stream(folder, Protocol(seed=3))
    assert closed_s1.stream(folder, Protocol(seed=3)) != closed_s1.stream(folder, Protocol(seed=4))


def test_a_plain_stream_asks_every_row_once_and_agents_are_right(folder: Path) -> None:
    asked = stream(folder, Protocol())
    assert len({each.text for each in asked}) == len(asked) == 3000
    assert all(each.told == each.category and each.lag == 0 for each in asked)
    assert all(each.if_right is None for each in asked)
    silent = sum(each.if_wrong is None for each in asked) / 3000
    assert silent == pytest.approx(0.2, abs=0.03)


def test_wrong_agents_are_as_many_as_was_said_and_the_rest_of_the_dice_fall_alike(
    folder: Path,
) -> None:
    right, wrong = stream(folder, Protocol()), stream(folder, Protocol(wrong_agents=0.1))
    assert [each.text for each in right] == [each.text for each in wrong]
    assert [each.is_audited for each in right] == [each.is_audited for each in wrong]
    # One in thirty of those who err names the right one by chance.
    share = sum(each.told != each.category for each in wrong) / 3000
    assert share == pytest.approx(0.1 * 29 / 30, abs=0.02)


def test_a_tenth_out_of_scope_is_a_tenth_each_with_an_answer_of_its_own(folder: Path) -> None:
    asked = stream(folder, Protocol(out_of_scope=0.1))
    foreign = [each for each in asked if each.is_out_of_scope]
    # 3,000 · .1 / .9 = 333 beside the 3,000
    assert (len(asked), len(foreign)) == (3333, 333)
    assert len({each.category for each in foreign}) == 333
    assert all(each.text.startswith(("insurance", "mail")) for each in foreign)


def test_withheld_intents_have_no_answer_that_repeats(folder: Path) -> None:
    asked = stream(folder, Protocol(withheld=True))
    foreign = [each for each in asked if each.is_out_of_scope]
    assert len(foreign) == 300  # three intents of 100
    assert not {each.category for each in asked} & set(INTENTS[:3])


def test_a_drift_swaps_a_fifth_of_the_answers_from_half_way_on(folder: Path) -> None:
    before, after = stream(folder, Protocol()), stream(folder, Protocol(drift=True))
    assert [e.category for e in before[:1500]] == [e.category for e in after[:1500]]
    pairs = {(b.category, a.category) for b, a in zip(before[1500:], after[1500:], strict=True)}
    moved = {was: now for was, now in pairs if was != now}
    assert len(moved) == 30 // 5
    assert set(moved) == set(moved.values())
    assert len(pairs) == 30


def test_s1_asks_4000_texts_once_and_one_of_twenty_is_foreign(folder: Path) -> None:
    asked, shares = closed_s1.stream(folder, Protocol(seed=1))
    assert len({each.text for each in asked}) == len(asked) == 4000
    foreign = sum(each.is_out_of_scope for each in asked)
    assert foreign / 4000 == pytest.approx(0.05, abs=0.01)
    assert sum(shares.counts.values()) == 4000 - foreign
    assert max(shares.counts.values()) <= 250
    # 3,800 questions over 30 intents of 250 texts: ½ would ask the first more than 250 times.
    assert 0 <= shares.exponent < 0.5


def test_s1_lets_twelve_intents_enter_at_60_percent_and_ten_answers_change_at_75(
    folder: Path,
) -> None:
    asked, _ = closed_s1.stream(folder, Protocol(seed=1))
    named = [each.category for each in asked if not each.is_out_of_scope]
    early = {each.category for each in asked[:2400]} & set(INTENTS)
    middle = {each.category for each in asked[2400:3000]} & set(INTENTS)
    assert len(early) == 18
    assert len(middle - early) == 12
    late = {each.category for each in asked[3000:] if not each.is_out_of_scope}
    changed = {name for name in late if name.endswith(", new")}
    assert len(changed) == 10
    assert not {name.removesuffix(", new") for name in changed} & late
    assert not [n for n in named[:2000] if n.endswith(", new")]


def test_s1_replies_come_after_1_to_50_questions_and_some_are_wrong(folder: Path) -> None:
    asked, _ = closed_s1.stream(folder, Protocol(seed=1))
    assert {each.lag for each in asked} == set(range(1, 51))
    wrong = Counter[int]()
    for each in asked:
        wrong[each.agent] += each.told != each.category
    counts = Counter(each.agent for each in asked)
    shares = sorted(wrong[agent] / counts[agent] for agent in counts)
    assert shares[-1] == pytest.approx(0.4, abs=0.12)
    assert sum(shares[:-1]) / 19 == pytest.approx(0.095, abs=0.02)


def test_s1_customers_say_something_of_three_answers_in_ten_and_of_twice_as_many_wrong_ones(
    folder: Path,
) -> None:
    asked, _ = closed_s1.stream(folder, Protocol(seed=1))
    right = Counter(each.if_right for each in asked)
    wrong = Counter(each.if_wrong for each in asked)
    assert right["thanks"] / 4000 == pytest.approx(0.3 * 0.95, abs=0.03)
    assert right["complains"] / 4000 == pytest.approx(0.3 * 0.05, abs=0.01)
    assert wrong["complains"] / 4000 == pytest.approx(0.6 * 0.95, abs=0.03)
    assert wrong["thanks"] / 4000 == pytest.approx(0.6 * 0.05, abs=0.01)


def test_a_folder_without_its_list_is_refused_by_the_file_s_name(folder: Path) -> None:
    (folder / "oos-intents.json").unlink()
    with pytest.raises(SystemExit, match=r"oos-intents\.json"):
        stream(folder, Protocol(withheld=True))
    (folder / "train.csv").unlink()
    with pytest.raises(SystemExit, match=r"train\.csv"):
        stream(folder, Protocol())
