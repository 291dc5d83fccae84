"""HTML as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.connectors.html import STRUCTURE_LIMIT
from tacit.connectors.text import from_html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain words", "plain words"),
        ("<p>One.</p><p>Two<br>lines.</p>", "One.\n\nTwo\nlines."),
        ("loose<p>set</p>tail", "loose\n\nset\n\ntail"),
        ("<h1>Big</h1><h3>Sm<b>all</b></h3>", "# Big\n\n### Small"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<a href='https://shop.example/x'>here</a>", "[here](https://shop.example/x)"),
        ("<a href='/a (1).pdf'>it</a>", "[it](/a%20%281%29.pdf)"),
        ("<a href='https://shop.example'>https://shop.example</a>", "https://shop.example"),
        ("use <code>a b</code>", "use `a b`"),
        ("<pre>one\n  two\n</pre>", "```\none\n  two\n```"),
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A | B |\n| 1 | 2 |",
        ),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<img src='https://spy.example/x.png' alt='a lamp'>", "a lamp"),
        ("1 &lt; 2 &amp; 3 < 4", "1 < 2 & 3 < 4"),
        ("<p>a\n   b&nbsp;c</p>", "a b c"),
        ("<a href='/x'><div>card</div></a>", "[card](/x)"),
    ],
)
def test_structure_survives_as_markdown(html: str, markdown: str) -> None:
    assert from_html(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<!-- hidden -->",
        "<!DOCTYPE html>",
        "<head><title>t</title></head>",
        "<iframe src='https://spy.example'></iframe>",
        "<img src='https://spy.example/x.png'>",
        "<template>t</template>",
    ],
)
def test_what_runs_or_is_not_shown_goes(html: str) -> None:
    assert from_html(f"a{html}") == "a"


def test_a_link_that_runs_becomes_its_words() -> None:
    assert from_html("<a href=' JavaScript:alert(1)'>press</a>") == "press"


def test_nesting_without_end_loses_its_structure_and_no_words() -> None:
    assert from_html("<div>" * 20_000 + "here" + "</div>" * 20_000) == "here"


def test_a_very_long_page_is_told_without_its_structure() -> None:
    told = from_html("<p>word &amp; link</p><script>no()</script>" * (STRUCTURE_LIMIT // 30))
    assert told.split("\n")[1] == "word & link"
    assert "no()" not in told


@pytest.mark.parametrize(
    "piece", ["<a href='", "<!--", "<![CDATA[", "<a b", "</", "<?", "<p><b><i>"]
)
def test_hostile_pages_take_no_longer_than_their_length(piece: str) -> None:
    from_html(piece * 30_000)


@given(st.text(st.sampled_from("<>/!-abpdivul =\"'&;#\n[]?"), max_size=80))
def test_no_page_breaks_the_reading(html: str) -> None:
    assert "<script" not in from_html(html)
