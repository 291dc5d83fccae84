"""The stream of bad and good lessons is what its description says, for any desk's texts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bench.lessons import poison
from bench.lessons.kinds import COUNTS, OF_EACH_BAD, Draft, Maker
from bench.lessons.matters import RELEASE_AT, Matter, Pool, policy_of
from bench.lessons.parts import BAD, Customer, Step, Stream
from bench.lessons.stream import Telling
from bench.lessons.wording import FORMS, asked, opposite, told
from tacit.history import Article

ANN = Customer("c1", "Ann Lee", "ann.lee@mail.example", "Fennick Labs")
THINGS = [f"Blue {name}" for name in ("Shelf", "Table", "Chest", "Ledge", "Crate", "Stand")]
SYSTEMS = ("the Mac", "Linux", "Windows", "115")


def word(dice: Random) -> str:
    """A telling word that hardly any other question has."""
    return "".join(dice.choice("bdfgklmnprstv") + dice.choice("aeiou") for _ in range(4))


def matter(dice: Random, n: int, cites: tuple[str, ...] = ()) -> Matter:
    """An invented question about a thing of its own, as it stands on one of four systems."""
    thing, system = word(dice), SYSTEMS[n % 4]
    text = f"The {thing} is gone on {system}. I looked twice. Where is it? {'It was there. ' * 16}"
    shown = f"Go to Settings > {thing.title()} and disable the entry in the long list of them"
    reply = f"{shown}, where it has been ever since the spring of that year. So it is in {system}."
    seconds = (f"I would look for the {thing} in the other list and drag it to where it was.",)
    at = RELEASE_AT + timedelta(days=n % 300 - 150)
    return Matter(f"m{n}", at, f"Lost {thing}", text, reply, cites, seconds)


def short(n: int) -> Matter:
    return Matter(f"s{n}", RELEASE_AT, "Mend it", f"How is no. {n} mended?", "Choose Repair on it.")


@pytest.fixture(scope="module")
def pool() -> Pool:
    dice, pages = Random(1), [f"page-{n}" for n in range(60)]
    words = [matter(dice, n) for n in range(1600)] + [short(n) for n in range(60)]
    for n in range(48):  # eight replies name each of six things that the release renames
        words[n] = replace(words[n], reply=f"{words[n].reply} Then open {THINGS[n % 6]}.")
    # The first ten pages are cited twice, so that some can be withdrawn.
    cited = [
        matter(dice, 2000 + n, (pages[n // 2 if n < 20 else 10 + n % 50],)) for n in range(900)
    ]
    things = "\n".join(f"Choose {each} there." for each in THINGS)
    articles = [Article(p, p, things if p == "page-30" else "Nothing.") for p in pages]
    articles[30] = replace(articles[30], title=THINGS[0])
    vague = [Matter(f"v{n}", RELEASE_AT, "mail", "cannot send mail", "") for n in range(30)]
    telling = frozenset(m.subject.split()[1].lower() for m in words[:1600] + cited)
    foreign = ["https://shop.elsewhere.org/buy", "http://tool.kit/x"]
    return Pool(articles, [], words, cited, vague, foreign, ["Ciao, prova così."], telling)


@pytest.fixture(scope="module")
def maker(pool: Pool) -> Maker:
    return Maker(Random(5), pool, lambda: ANN)


@pytest.fixture(scope="module")
def drafts(maker: Maker) -> list[Draft]:
    return list(maker.drafts())


@pytest.fixture(scope="module")
def stream(pool: Pool) -> Stream:
    return Telling(Random(5), pool).stream()


def of(drafts: list[Draft], kind: str) -> list[Draft]:
    return [each for each in drafts if each.kind == kind]


def lessons(stream: Stream) -> dict[int, Step]:
    """The first telling of each lesson, by its number."""
    first = dict[int, Step]()
    for step in stream.steps:
        if step.truth is not None:
            first.setdefault(step.truth.number, step)
    return first


# ---- how many, by whom, when ---------------------------------------------------------


def test_there_are_25_of_each_bad_kind_among_800_good(drafts: list[Draft]) -> None:
    counts = Counter(each.kind for each in drafts)
    assert {kind: counts[kind] for kind in BAD} == dict.fromkeys(BAD, OF_EACH_BAD)
    assert {kind: counts[kind] for kind in COUNTS} == COUNTS
    assert sum(counts.values()) == 1000
    assert sum(COUNTS.values()) == 800


def test_the_same_seed_gives_the_same_stream_and_another_seed_another(
    pool: Pool, stream: Stream
) -> None:
    assert Telling(Random(5), pool).stream() == stream
    assert Telling(Random(6), pool).stream() != stream


def test_each_of_twenty_agents_gives_ten_bad_lessons_and_forty_good(stream: Stream) -> None:
    given = Counter((s.reply.agent, s.truth.is_bad) for s in lessons(stream).values() if s.truth)
    assert len(stream.agents) == 20
    assert all((given[a, True], given[a, False]) == (10, 40) for a in stream.agents)


def test_bad_and_good_words_are_published_alike_and_come_at_like_times(stream: Stream) -> None:
    for is_bad in (True, False):
        told_so = [s for s in lessons(stream).values() if s.truth and s.truth.is_bad is is_bad]
        words = [s for s in told_so if not s.reply.cites]
        assert 0.7 < sum(s.reply.publish for s in words) / len(words) < 0.9
        late = sum(s.at > RELEASE_AT + timedelta(days=92) for s in told_so)
        assert 0.4 < late / len(told_so) < 0.6


def test_what_is_not_published_is_said_by_a_second_agent(stream: Stream) -> None:
    for number, first in lessons(stream).items():
        said = [s for s in stream.steps if s.truth and s.truth.number == number]
        is_once = first.reply.publish or bool(first.reply.cites)
        assert len({s.reply.agent for s in said}) == len(said) == (1 if is_once else 2)


def test_what_was_told_before_a_lesson_is_by_others_and_earlier(stream: Stream) -> None:
    assert all(row.messages[0].at < RELEASE_AT for row in stream.history)
    assert all(step.at >= RELEASE_AT for step in stream.steps)
    assert sum(step.truth is None for step in stream.steps) > 300


# ---- the kinds -------------------------------------------------------------------------


def test_a_wrong_reply_shares_no_telling_word_with_its_question(
    pool: Pool, drafts: list[Draft]
) -> None:
    for each in of(drafts, "wrong"):
        own = next(m for m in pool.words + pool.cited if m.reply == each.reply)
        assert not pool.share_a_word(own.subject, each.matter.question)
        assert 1 <= len(each.tellings) <= 2
        assert each.tellings[0][0] == each.matter.reply
        assert each.cites != each.matter.cites or not each.cites


def test_a_stale_reply_names_what_the_release_renamed_and_a_change_does_not(
    maker: Maker, drafts: list[Draft]
) -> None:
    stale, change = of(drafts, "stale"), of(drafts, "change")
    assert sum(each.cites != () for each in stale) == 5
    assert {c for each in stale for c in each.cites} == set(maker.release.withdrawn)
    assert all(maker.release.concerns(each.reply) for each in stale if not each.cites)
    assert not any(maker.release.concerns(each.reply) for each in change)
    assert all(maker.release.concerns(each.tellings[0][0]) for each in change)
    rest = [d for d in drafts if d.kind not in ("stale", "change")]
    assert not any(maker.release.concerns(each.reply) for each in rest if not each.cites)


def test_the_release_renames_in_the_help_centre_too(stream: Stream, maker: Maker) -> None:
    changed = [each for each in stream.release if not each.is_withdrawn]
    assert [each.external_id for each in changed] == ["page-30"]
    assert not maker.release.concerns(f"{changed[0].title} {changed[0].markdown}")
    assert sum(each.is_withdrawn for each in stream.release) == 5


def test_a_contradiction_is_against_three_agents_or_more(drafts: list[Draft]) -> None:
    for each in of(drafts, "contradictory"):
        assert 3 <= len(each.tellings) <= 5
        assert (each.reply, each.cites) != each.tellings[0]


@pytest.mark.parametrize(
    ("reply", "turned"),
    [
        ("It is not possible to sort them.", "It is possible to sort them."),
        ("Then uncheck the box.", "Then check the box."),
        ("Please disable that.", "Please enable that."),
        ("You should turn off threads", "You should turn on threads"),
        ("Hello there.", None),
    ],
)
def test_an_opposite_turns_one_thing_round(reply: str, turned: str | None) -> None:
    assert opposite(reply) == turned


def test_a_broad_lesson_answers_common_words_with_a_particular_case(drafts: list[Draft]) -> None:
    broad = of(drafts, "broad")
    assert all(each.matter.text == "cannot send mail" for each in broad)
    assert sum(each.cites != () for each in broad) == 7
    assert all("Settings >" in each.reply for each in broad)


def test_what_spoils_a_reply_is_in_it_when_it_is_told(stream: Stream, maker: Maker) -> None:
    for step in lessons(stream).values():
        kind, who, text = step.truth.kind if step.truth else "", step.customer, step.reply.text
        if kind == "personal":
            assert re.search(rf"\d{{2}}|{who.email}|{who.name}|{who.name.split()[1]}", text)
        if kind == "stale" and not step.reply.cites:
            assert maker.release.concerns(text)
        if kind == "foreign" and not step.reply.cites:
            assert re.search(
                r"elsewhere\.org|tool\.kit|\.net/en/|-\w+\.(org|net|com)|@\w+desk", text
            )


def test_cards_and_bank_accounts_pass_their_checks() -> None:
    replies = [poison.personal(Random(n), "Fine.", ANN) for n in range(200)]
    cards = [re.sub(r"\D", "", r) for r in replies if "card" in r]
    assert cards
    assert all(_luhn(each) for each in cards)
    ibans = [found[0] for r in replies if (found := re.search(r"DE\d{20}", r))]
    assert ibans
    assert all(int(i[4:] + "1314" + i[2:4]) % 97 == 1 for i in ibans)


def _luhn(digits: str) -> bool:
    twice = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(digits)]
    return sum(d - 9 * (d > 9) for d in twice) % 10 == 0


def test_an_injected_reply_holds_more_than_was_said(drafts: list[Draft]) -> None:
    for each in of(drafts, "injected"):
        assert each.reply != each.matter.reply
        assert len(each.reply) > len(each.matter.reply)


def test_a_foreign_reply_links_where_no_agent_does(drafts: list[Draft]) -> None:
    foreign = of(drafts, "foreign")
    assert sum(each.cites != () for each in foreign) == 7
    known = ("https://support.mozilla.org/", "https://addons.thunderbird.net/")
    for each in foreign:
        assert "." in each.reply.replace(each.matter.reply, "")
        assert not any(host in each.reply for host in known)


def test_what_holds_elsewhere_is_told_to_somebody_who_is_not_there(drafts: list[Draft]) -> None:
    scope = of(drafts, "scope")
    on_others = [d for d in scope if re.search(r"\bin (?:the Mac|Linux)\.", d.reply)]
    systems = [d for d in on_others if d.matter.text.count("Windows")]
    versions = [d for d in scope if "102.13.0" in d.matter.question]
    assert (len(systems), len(versions)) == (4, 4)
    assert sum("Ciao" in each.reply for each in scope) == 1


# ---- wording ---------------------------------------------------------------------------


def test_a_question_is_asked_in_four_forms_that_share_words() -> None:
    text = "It began on Monday at noon. Nothing helps at all. I restarted it twice, in vain."
    said = {form: asked(Matter("m", RELEASE_AT, "Lost", text, ""), form) for form in FORMS}
    assert said["whole"] == ("Lost", text)
    assert said["start"] == ("Lost", "It began on Monday at noon. Nothing helps at all.")
    assert said["rest"] == ("Lost", "Nothing helps at all. I restarted it twice, in vain.")
    assert said["body"] == ("", text)


def test_a_reply_is_told_in_other_words_each_time() -> None:
    reply = "Click on it. Then select All. Then wait. Then go to it."
    tellings = {told(Random(n), reply, ANN, "Bo") for n in range(40)}
    assert len(tellings) > 15
    assert any(t.startswith("Hi Ann,") for t in tellings)
    assert any(t.endswith("Bo") for t in tellings)


def test_the_policy_class_is_of_the_subject_or_the_reply() -> None:
    assert policy_of("Lost my password", "Look there.") == "credentials"
    assert policy_of("Lost", "You get a refund.") == "money"
    assert policy_of("It is slow", "Compact the folders.") == ""
