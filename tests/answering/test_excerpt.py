"""What a reply quotes can be read by itself: from its beginning, whole, with what it announces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.answering.excerpt import LONGEST, excerpt
from tacit.knowledge.library import Passage


def passages(*told: str) -> list[Passage]:
    """Passages written as `heading|text`."""
    return [Passage(*each.split("|", 1)) for each in told]


def test_a_section_is_quoted_whole_whichever_of_its_passages_is_best() -> None:
    page = passages("|Intro.", "Steps|1. Fill", "Steps|2. Boil", "Care|Rinse.")
    assert excerpt(page, 1) == excerpt(page, 2) == "1. Fill\n\n2. Boil"
    assert excerpt(page, 0) == "Intro."


def test_a_long_section_begins_at_its_first_step_if_the_best_is_within_reach() -> None:
    steps = [f"{n}. step " + "x" * 800 for n in range(1, 5)]
    page = passages(*(f"Steps|{each}" for each in steps))
    assert excerpt(page, 1) == f"{steps[0]}\n\n{steps[1]}\n\n…"
    assert excerpt(page, 0) == excerpt(page, 1)


def test_beyond_reach_it_begins_with_the_best_and_goes_on_from_there() -> None:
    steps = [f"{n}. step " + "x" * 800 for n in range(1, 6)]
    page = passages(*(f"Steps|{each}" for each in steps))
    assert excerpt(page, 3) == f"…\n\n{steps[3]}\n\n{steps[4]}"


def test_a_passage_too_long_by_itself_is_said_whole() -> None:
    assert excerpt(passages("|" + "y" * 3000), 0) == "y" * 3000


def test_another_section_of_the_same_name_further_down_is_none_of_it() -> None:
    page = passages("Mac|Open it.", "Linux|Type it.", "Mac|Close it.")
    assert excerpt(page, 0) == "Open it."
    assert excerpt(page, 2) == "Close it."


# ---- what a section announces -------------------------------------------------------------


def test_a_section_that_ends_in_a_colon_brings_what_it_announces() -> None:
    page = passages("Trouble|Common causes:", "No power|Plug it in.", "No water|Fill it.")
    assert excerpt(page, 0) == (
        "Common causes:\n\n**No power**\n\nPlug it in.\n\n**No water**\n\nFill it."
    )


def test_what_is_announced_is_as_much_as_there_is_room_for_but_at_least_the_first() -> None:
    long = "z" * (LONGEST + 5)
    page = passages("Trouble|Causes:", f"One|{long}", "Two|Short.")
    assert excerpt(page, 0) == f"Causes:\n\n**One**\n\n{long}"
    page = passages("Trouble|Causes:", "One|Short.", f"Two|{long}", "Three|Short.")
    assert excerpt(page, 0) == "Causes:\n\n**One**\n\nShort."


def test_the_last_section_announces_nothing() -> None:
    assert excerpt(passages("|Intro.", "Trouble|Causes:"), 1) == "Causes:"


# ---- code ----------------------------------------------------------------------------------


def test_code_that_was_cut_in_two_is_one_block_again() -> None:
    page = passages("Run|Do this:\n```sh\none", "Run|two\n```\nDone.")
    assert excerpt(page, 0) == "Do this:\n```sh\none\ntwo\n```\nDone."


def test_code_that_goes_on_in_what_is_left_out_is_closed() -> None:
    page = passages("Run|```sh\n" + "a\n" * 850, "Run|" + "b\n" * 850 + "```")
    said = excerpt(page, 0)
    assert said.count("```") == 2
    assert said.endswith("```\n\n…")


def test_code_that_began_in_what_is_left_out_is_opened() -> None:
    page = passages(*(f"Run|{piece}" for piece in ("```sh\n" + "a\n" * 950, "b\n```\nDone.")))
    assert excerpt(page, 1) == "…\n\n```\nb\n```\nDone."


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_whole_blocks_stay_as_they_are(fence: str) -> None:
    text = f"{fence}sh\none\n\ntwo\n{fence}"
    assert excerpt(passages(f"Run|{text}", f"Run|{text}"), 0) == f"{text}\n\n{text}"


pieces = st.lists(
    st.tuples(
        st.sampled_from(["", "A", "B"]), st.sampled_from(["one", "two:", "```\ncode", "```"])
    ),
    min_size=1,
    max_size=8,
)


@given(pieces, st.integers(0, 7))
def test_every_word_of_an_excerpt_was_in_the_article(
    told: list[tuple[str, str]], place: int
) -> None:
    page = [Passage(*each) for each in told]
    said = excerpt(page, place % len(page))
    assert page[place % len(page)].text in said
    assert {*said.replace("*", " ").split()} <= {
        *" ".join(f"{each.heading} {each.text}" for each in page).split(), "…", "```",
    }  # fmt: skip
