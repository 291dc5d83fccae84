"""Finding addresses in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.connectors.text import links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no address, a/b, x.y", []),
        (
            "[this](/kb/reset) then https://shop.example/pay.",
            ["/kb/reset", "https://shop.example/pay"],
        ),
        ("(see https://shop.example/a_(b))", ["https://shop.example/a_(b)"]),
        (
            '<https://shop.example/a> and "https://shop.example/b"',
            ["https://shop.example/a", "https://shop.example/b"],
        ),
        (
            '[a](https://shop.example/x "Title") [b](<../up.md>)',
            ["https://shop.example/x", "../up.md"],
        ),
        (
            "[https://shop.example](https://shop.example) again https://shop.example",
            ["https://shop.example"],
        ),
        ("![shot](https://shop.example/shot.png)", []),
        ("[top](#top) [mail](mailto:a@shop.example) [run](javascript:alert(1))", []),
        (
            "**https://shop.example/bold**, HTTPS://SHOP.EXAMPLE/LOUD!",
            ["https://shop.example/bold", "HTTPS://SHOP.EXAMPLE/LOUD"],
        ),
        ("[1]: https://shop.example/ref", ["https://shop.example/ref"]),
    ],
)
def test_addresses_come_in_the_order_of_the_text(text: str, found: list[str]) -> None:
    assert links(text) == found


@given(st.text(st.sampled_from("[](!)<> \n:/ahtps.#\"'"), max_size=60))
def test_links_are_never_empty_and_never_raise(text: str) -> None:
    assert all(address and address in text for address in links(text))


@pytest.mark.parametrize("piece", ["![", "](", "](((", "https://", "https://x)"])
def test_hostile_texts_take_no_longer_than_their_length(piece: str) -> None:
    # Quadratic time over half a million signs would run into the test's limit.
    links(piece * 250_000)
