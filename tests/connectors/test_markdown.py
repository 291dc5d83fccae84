"""A folder of Markdown or MDX pages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tacit.connectors import Options, read_history
from tacit.connectors.lines import LIMIT_BYTES
from tacit.connectors.markdown.components import without_components
from tacit.history import Refused
from tests.connectors.written import A_TIME, NOW, articles, rows


def page(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return folder


def refused(folder: Path) -> list[tuple[str, str]]:
    return [(row.source, row.reason) for row in rows(folder) if isinstance(row, Refused)]


def test_a_page_is_named_by_its_path_and_titled_by_its_front_matter(tmp_path: Path) -> None:
    head = (
        '---\ntitle: "Lamps: all"\nslug: /lamps\nlocale: en-GB\ndate: 2024-02-03\nicon: [x]\n---\n'
    )
    [told] = articles(page(tmp_path, "guide/lamps.v2.mdx", head + "\n# Other\n\nWords."))
    assert (told.external_id, told.title, told.aliases) == (
        "guide/lamps.v2",
        "Lamps: all",
        ("/lamps",),
    )
    assert (told.locale, told.at) == ("en-GB", datetime(2024, 2, 3, tzinfo=UTC))
    assert told.markdown == "# Other\n\nWords."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Plain # note\n---\nx", "Plain"),
        ("---\ntitle: 'It''s'\n---\nx", "It's"),
        ('---\ntitle: "Say \\"hi\\""\n---\nx', 'Say "hi"'),
        ("---\ntitle: C# and F\n---\nx", "C# and F"),
        ("---\ntitle:\n---\n## Heading ##\nx", "Heading"),
        ("```sh\n# no heading\n```\n# Heading", "Heading"),
        ("no heading", "page"),
        ("\ufeff---\r\ntitle: Windows\r\n---\r\nx", "Windows"),
        ("--- a line\n# Heading", "Heading"),
    ],
)
def test_a_title_is_found_in_front_in_a_heading_or_in_the_name(
    tmp_path: Path, text: str, title: str
) -> None:
    assert articles(page(tmp_path, "page.md", text))[0].title == title


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("title: >-\n  two\n  lines", "title: expected a text in one line, found '>-'"),
        ("title: [a]", "title: expected a text in one line, found '[a]'"),
        ("title: 'open", 'title: expected a text in one line, found "\'open"'),
        (
            "date: yesterday",
            f"date: {A_TIME}, found the text 'yesterday'",
        ),
    ],
)
def test_front_matter_that_would_be_misread_is_refused(
    tmp_path: Path, head: str, reason: str
) -> None:
    page(tmp_path, "b.md", "fine")
    assert refused(page(tmp_path, "a/b.md", f"---\n{head}\n---\nx")) == [("a/b.md", reason)]
    assert len(articles(tmp_path)) == 1


@pytest.mark.parametrize(
    ("mdx", "markdown"),
    [
        ("import A from 'a'\nimport {\n  B,\n} from \"b\";\n\nText.", "Text."),
        ("export const meta = {\n  a: 1,\n}\n\nText.", "Text."),
        (
            "export the list, import your data from 'here' or there.",
            "export the list, import your data from 'here' or there.",
        ),
        ("a {/* hidden */}b <!-- hidden -->c", "a b c"),
        ("<Note>\nMind the gap.\n</Note>", "Mind the gap."),
        (
            '<Card title="Pay" href=\'/pay\' icon={<Icon a="b" />}>\n  By card.\n</Card>',
            "[Pay](/pay)\n\nBy card.",
        ),
        ('<Accordion\n  title="How?"\n>\n    Like so.\n</Accordion>', "**How?**\n\nLike so."),
        ('Press <Icon name="gear" /> twice.', "Press  twice."),
        ("<div style={{ color: 'red' }}>red</div>", "red"),
        ("one<br/>two", "one\ntwo"),
        (
            'see <a target="_blank" href="https://shop.example">us</a>',
            "see [us](https://shop.example)",
        ),
        ('<img src="/x.png" alt="A lamp" />', "A lamp"),
        ("use `<Tag>` and <your-name> if 1 < 2", "use `<Tag>` and <your-name> if 1 < 2"),
        (
            "```jsx\n<Card title=\"x\">\nimport a from 'b'\n```",
            "```jsx\n<Card title=\"x\">\nimport a from 'b'\n```",
        ),
        ('<Tab title="Mac">\n  ```sh\n  brew\n  ```\n</Tab>', "**Mac**\n\n```sh\nbrew\n```"),
        ("say ```x``` here\n<Note>a</Note>", "say ```x``` here\na"),
    ],
)
def test_components_go_and_their_words_stay(mdx: str, markdown: str) -> None:
    told = without_components(mdx, is_mdx=True)
    assert [line.rstrip() for line in told.split("\n")] == markdown.split("\n")


def test_plain_markdown_is_left_as_it_is() -> None:
    text = "# A\n\n1. one\n   - two\n\n        code\n\nimport x from 'y'\n\n> quote"
    assert without_components(text, is_mdx=False) == text


def test_what_is_hidden_linked_or_installed_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.md", "a/c.MDX", ".git/d.md", "node_modules/e.md", ".f.md", "g.txt"):
        page(tmp_path / "docs", name, "x")
    page(tmp_path, "secret.md", "x")
    (tmp_path / "docs" / "link.md").symlink_to(tmp_path / "secret.md")
    assert [each.external_id for each in articles(tmp_path / "docs")] == ["a/c", "b"]


def test_two_pages_of_one_name_are_told_apart_or_refused(tmp_path: Path) -> None:
    page(tmp_path, "a.md", "one")
    page(tmp_path, "a.mdx", "two")
    assert refused(tmp_path) == [
        ("a.mdx", "external_id: 'a' seen already at a.md line 1, with other content")
    ]


def test_pages_without_words_or_without_end_are_refused(tmp_path: Path) -> None:
    page(tmp_path, "a.md", "---\ntitle: A\n---\n\n<Spacer />\n")
    page(tmp_path, "b.md", "x" * (LIMIT_BYTES + 1))
    page(tmp_path, "c.md", "bad \udce9 byte")
    assert refused(tmp_path) == [
        ("a.md", "expected a page with text, found none"),
        ("b.md", "the page is longer than 8 MiB"),
    ]
    assert articles(tmp_path)[0].markdown.startswith("bad \ufffd")


def test_progress_counts_whole_pages(tmp_path: Path) -> None:
    page(tmp_path, "a.md", "one")
    reading = read_history(page(tmp_path, "b.md", "three"), Options(now=NOW))
    assert (reading.kind, reading.total_bytes, reading.bytes_read) == ("markdown", 8, 0)
    assert len(list(reading.rows())) == 2
    assert reading.bytes_read == 8


@pytest.mark.parametrize(
    "piece", ["<A x='", "<A ", "{/*", "<!--", "`", "export const a\n", "# ", "<A {"]
)
def test_hostile_pages_take_no_longer_than_their_length(tmp_path: Path, piece: str) -> None:
    rows(page(tmp_path, "a.mdx", piece * 100_000))
