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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (":::tip\nSave it.\n:::", "Save it."),
        (":::note My title\nSave it.\n:::", "**My title**\n\nSave it."),
        ("::: warning[Mind]\nSave it.\n:::", "**Mind**\n\nSave it."),
        ('{% hint style="info" %}\nSave it.\n{% endhint %}', "Save it."),
        ("> [!NOTE]\n> Save it.", ">\n> Save it."),
        ("a ::: b\n50 % and {% x %} inside", "a ::: b\n50 % and {% x %} inside"),
    ],
)
def test_boxes_of_other_tools_go_and_their_words_stay(text: str, told: str) -> None:
    assert without_components(text, is_mdx=False) == told


# ---- descriptions, pictures, links ---------------------------------------------------------


def only(folder: Path, site: str | None = None) -> str:
    (told,) = articles(folder, site=site)
    return told.markdown


def test_a_description_opens_the_text_unless_it_does_already(tmp_path: Path) -> None:
    head = "---\ntitle: A\ndescription: How to pay.\n---\n"
    assert only(page(tmp_path, "a.md", f"{head}By card.")) == "How to pay.\n\nBy card."
    assert only(page(tmp_path, "a.md", f"{head}How to pay. By card.")) == "How to pay. By card."


@pytest.mark.parametrize("value", [">-\n  two\n  lines", "[a]", "'open"])
def test_a_description_of_another_shape_is_passed_over(tmp_path: Path, value: str) -> None:
    assert only(page(tmp_path, "a.md", f"---\ndescription: {value}\n---\nBy card.")) == "By card."


def test_front_matter_may_be_toml(tmp_path: Path) -> None:
    head = '+++\ntitle = "Lamps"\ndate = 2024-02-03\nweight = 3\n+++\n'
    [told] = articles(page(tmp_path, "a.md", f"{head}Words."))
    assert (told.title, told.at, told.markdown) == (
        "Lamps", datetime(2024, 2, 3, tzinfo=UTC), "Words.",
    )  # fmt: skip
    ((_, reason),) = refused(page(tmp_path, "a.md", "+++\ntitle = Lamps\n+++\nWords."))
    assert reason.startswith("the lines between +++ are no TOML")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One.\n\n![shot](a.png)\n\nTwo.", "One.\n\nTwo."),
        ("1. One\n   ![shot](a.png)\n2. Two", "1. One\n2. Two"),
        ("Press ![the gear](/a.png) now.", "Press the gear now."),
        ("![a](b.png) ![c](d.png)\nWords.", "Words."),
        (
            "[![badge](b.svg)](https://ci.example)\n\nWords.",
            "[badge](https://ci.example)\n\nWords.",
        ),
        ("`![code](a.png)` stays", "`![code](a.png)` stays"),
        ("```\n![code](a.png)\n```", "```\n![code](a.png)\n```"),
        ("Wow! [not a picture](https://a.example)", "Wow! [not a picture](https://a.example)"),
    ],
)
def test_pictures_go(tmp_path: Path, text: str, told: str) -> None:
    assert only(page(tmp_path, "a.md", text)) == told


@pytest.mark.parametrize(
    ("link", "alone", "at_site"),
    [
        ("[x](/faq)", "x", "[x](https://d.example/help/faq)"),
        ("[x](faq.md)", "x", "[x](https://d.example/help/guide/faq)"),
        ("[x](./faq.mdx#pay)", "x", "[x](https://d.example/help/guide/faq#pay)"),
        ("[x](../top/index.md)", "x", "[x](https://d.example/help/top)"),
        ("[x](#pay)", "x", "[x](https://d.example/help/guide/a#pay)"),
        ('[x](faq "The list")', "x", "[x](https://d.example/help/guide/faq)"),
        ("[**x**](/faq)", "**x**", "[**x**](https://d.example/help/faq)"),
        ("[](/faq)", "", ""),
        ("[x](https://a.example/b_(c))", "[x](https://a.example/b_(c))", None),
        ("[x](mailto:a@b.example)", "[x](mailto:a@b.example)", None),
        ("[x](//cdn.example/a)", "[x](//cdn.example/a)", None),
        ("`[x](/faq)`", "`[x](/faq)`", None),
        ("[x][ref]", "[x][ref]", None),
    ],
)
def test_links_lead_somewhere_or_are_words(
    tmp_path: Path, link: str, alone: str, at_site: str | None
) -> None:
    page(tmp_path, "guide/a.md", f"See {link} please.")
    assert only(tmp_path) == f"See {alone} please."
    assert only(tmp_path, "https://d.example/help/") == f"See {at_site or alone or ''} please."


@pytest.mark.parametrize(
    ("name", "head", "url"),
    [
        ("guide/pay.mdx", "", "https://d.example/guide/pay"),
        ("guide/index.md", "", "https://d.example/guide"),
        ("README.md", "", "https://d.example"),
        ("a b.md", "", "https://d.example/a%20b"),
        ("a.md", "---\nurl: https://other.example/a\n---\n", "https://other.example/a"),
    ],
)
def test_a_page_has_its_address_at_the_site(tmp_path: Path, name: str, head: str, url: str) -> None:
    page(tmp_path, name, f"{head}Words.")
    (told,) = articles(tmp_path, site="https://d.example")
    assert told.url == url
    assert articles(tmp_path)[0].url == (url if head else None)


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
    "piece",
    [
        "<A x='",
        "<A ",
        "{/*",
        "<!--",
        "`",
        "export const a\n",
        "# ",
        "<A {",
        "![",
        "[a](",
        ":::",
        "{%",
    ],
)
def test_hostile_pages_take_no_longer_than_their_length(tmp_path: Path, piece: str) -> None:
    rows(page(tmp_path, "a.mdx", piece * 100_000))
