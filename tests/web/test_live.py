"""A page is kept current by the templates that drew it, for as long as its reader may read."""

from __future__ import annotations

import asyncio

import pytest
from bs4 import BeautifulSoup
from starlette.types import Message

from tacit.events import WorkspaceId
from tacit.web.pages.stream import fragments
from tacit.web.shared import Shared
from tacit.web.signed import COOKIE, find
from tacit.web.views.lines import Choice, Lines, listed
from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


def test_a_fragment_is_what_the_page_drew_first(browser: Browser, door: Door, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?")
    browser.opens(f"/inbox/{talk.conversation_id}?view=all")
    who = find(door.app.store, browser.client.cookies[COOKIE], shop.clock())
    assert who is not None
    drawn = fragments(door.shared, who, Choice("all"), talk.conversation_id)
    partials = BeautifulSoup(drawn, "html.parser").select("hx-partial")
    assert len(partials) == 6
    for partial in partials:
        first = browser.page.select_one(str(partial["hx-target"]))
        assert first is not None
        again = partial.find(recursive=False)
        assert again is not None
        assert first.prettify() == again.prettify()


def test_what_is_being_typed_is_in_no_fragment(browser: Browser, door: Door, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?")
    who = find(door.app.store, browser.client.cookies[COOKIE], shop.clock())
    assert who is not None
    drawn = fragments(door.shared, who, Choice("all"), talk.conversation_id)
    assert 'id="reply-text"' not in drawn


def test_an_erased_customers_page_says_so_and_shows_nothing(
    browser: Browser, door: Door, shop: Shop
) -> None:
    talk = shop.asks("My secret is marzipan.", shop.ada)
    who = find(door.app.store, browser.client.cookies[COOKIE], shop.clock())
    assert who is not None
    shop.erase(shop.ada)
    drawn = fragments(door.shared, who, Choice("all"), talk.conversation_id)
    assert "erased" in drawn
    assert "marzipan" not in drawn
    assert browser.opens(f"/inbox/{talk.conversation_id}").status_code == 410


def read(door: Door, path: str, cookie: str, *, last: str = "", until: str) -> str:
    """Read a stream as a browser does until it said something, or ended."""
    heard = list[str]()

    async def reading() -> None:
        enough = asyncio.Event()

        async def receive() -> Message:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            heard.append(message.get("body", b"").decode())
            if until in "".join(heard) or (
                message["type"] == "http.response.body" and not message.get("more_body")
            ):
                enough.set()

        where, _, query = path.partition("?")
        headers = [(b"cookie", f"{COOKIE}={cookie}".encode()), (b"host", b"testserver")]
        if last:
            headers.append((b"last-event-id", last.encode()))
        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "path": where,
            "raw_path": where.encode(), "query_string": query.encode(), "headers": headers,
            "scheme": "http", "server": ("testserver", 80), "client": ("test", 1),
        }  # fmt: skip
        app = door.client.app
        await asyncio.wait_for(app(scope, receive, send), 30)  # type: ignore[operator]

    portal = door.client.portal
    assert portal is not None
    portal.call(reading)
    return "".join(heard)


@pytest.mark.parametrize("page", ["inbox", "conversation"])
def test_what_happens_while_a_page_is_read_is_told_by_its_stream(
    page: str, browser: Browser, door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = shop.asks("Where is my parcel?")

    def and_then(shared: Shared, workspace: WorkspaceId, choice: Choice) -> Lines:
        lines = listed(shared, workspace, choice)
        shop.asks("Is the lamp to be had in green?")
        return lines

    monkeypatch.setattr(f"tacit.web.pages.{page}.listed", and_then)
    path = "/inbox" if page == "inbox" else f"/inbox/{talk.conversation_id}"
    assert "green" not in browser.opens(path).text
    stream = browser.page.select_one("#live")["hx-sse:connect"]  # type: ignore[index]
    cookie = browser.client.cookies[COOKIE]
    assert "green" in read(door, str(stream), cookie, until="green")


def test_who_comes_back_is_told_what_happened_since(
    browser: Browser, door: Door, shop: Shop
) -> None:
    before = shop.head()
    talk = shop.asks("Where is my parcel?")
    told = read(door, "/live/stream?view=waiting", browser.client.cookies[COOKIE],
                last=str(before), until="</hx-partial>\n\n")  # fmt: skip
    assert f"id: {shop.head()}\n" in told
    assert talk.conversation_id in told


def test_who_knows_it_all_is_told_only_that_the_line_holds(
    browser: Browser, door: Door, shop: Shop
) -> None:
    told = read(door, f"/live/stream?begin={shop.head()}", browser.client.cookies[COOKIE],
                until=": ping\n\n")  # fmt: skip
    assert "data:" not in told


def test_a_stream_ends_with_the_sign_in(browser: Browser, door: Door, shop: Shop) -> None:
    cookie = browser.client.cookies[COOKIE]
    who = find(door.app.store, cookie, shop.clock())
    assert who is not None
    began = read(door, "/live/stream?view=all", cookie, until="data:")
    assert "data:" in began
    door.app.store.sign_ins.end(door.workspace, cookie, shop.clock())
    over = read(door, "/live/stream?view=all", cookie, until="Sign in first")
    assert "data:" not in over
    assert "Sign in first" in over
