"""An article is cut at its headings, and no word is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.knowledge.sections import Section, sections

lines = st.one_of(
    st.sampled_from(["", "# One", "## Two", "###### Six ##", "#seven", "```", "~~~", "    # code"]),
    st.text(alphabet="ab#` ~\t-", max_size=12),
)
articles = st.lists(lines, max_size=12).map("\n".join)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@given(articles)
def test_no_word_is_dropped_and_none_is_doubled(article: str) -> None:
    found = [word for each in sections(article) for word in words(f"{each.heading} {each.text}")]
    assert found == words(article)


def test_a_section_has_its_heading_and_all_that_stands_under_it() -> None:
    found = sections("Intro.\n\n# Steps\n1. Open\n2. Click\n\n## Hints\nNone.")
    assert found == [
        Section("", "Intro."),
        Section("Steps", "1. Open\n2. Click"),
        Section("Hints", "None."),
    ]


def test_a_heading_without_a_text_joins_the_next() -> None:
    assert sections("# Kettles\n## Descaling\nBoil.") == [Section("Kettles › Descaling", "Boil.")]


def test_a_last_heading_without_a_text_is_kept() -> None:
    assert sections("Text.\n# Later") == [Section("", "Text."), Section("Later", "")]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_a_number_sign_in_code_is_no_heading(fence: str) -> None:
    article = f"Run\n{fence}\n# comment\n{fence}\n# After\nDone."
    assert [each.heading for each in sections(article)] == ["", "After"]


@pytest.mark.parametrize("article", ["", "\n \n\t\n"])
def test_an_empty_article_has_no_section(article: str) -> None:
    assert sections(article) == []
