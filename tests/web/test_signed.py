"""Who may open a page, by a link that works once, with forms that only our own pages can send."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tacit.store.log import Store
from tacit.web.pages.sign_in import LINK_LASTS, SIGN_IN_LASTS, link_to
from tacit.web.signed import COOKIE, RIGHTS
from tacit.web.site import PAGES
from tests.cast import Shop
from tests.web.browser import Browser
from tests.web.door import Door

# Every page: its method, its path, and the rights that it names.
ROUTES = [
    (method, route.path, route.openapi_extra["x-rights"])
    for router in PAGES
    for route in router.routes
    for method in sorted(route.methods)
]
GUARDED = [(method, path, rights) for method, path, rights in ROUTES if rights]
ORIGIN = {"Origin": "http://testserver"}


def filled(path: str) -> str:
    for name in ("conversation_id", "entry_id"):
        path = path.replace(f"{{{name}}}", "018e08b0-fa80-7000-8000-000000000000")
    return path


def send(client: TestClient, method: str, path: str, **form: str) -> int:
    given = {"data": form, "headers": ORIGIN} if method == "POST" else {}
    return client.request(method, filled(path), follow_redirects=False, **given).status_code


@pytest.mark.parametrize(("method", "path", "rights"), GUARDED)
def test_a_page_is_closed_to_a_stranger_and_to_too_small_a_right(
    door: Door, method: str, path: str, rights: list[str]
) -> None:
    assert send(TestClient(door.client.app), method, path) == 401
    assert rights[0] == "desk"
    for missing in rights:
        held = [each for each in RIGHTS if each != missing]
        lesser = Browser(door).signs_in("Jonas", *held)
        assert send(lesser.client, method, path, csrf=token_of(lesser)) == 403


@pytest.mark.parametrize(("method", "path", "rights"), GUARDED)
def test_a_page_is_open_to_its_right(door: Door, method: str, path: str, rights: list[str]) -> None:
    if path == "/live/stream":
        return  # tests/web/test_live.py reads it
    agent = Browser(door).signs_in("Jonas", *rights)
    assert send(agent.client, method, path, csrf=token_of(agent)) not in (401, 403, 500)


def token_of(browser: Browser) -> str:
    """The token that this sign-in's forms carry, from any page that it may open."""
    browser.opens("/no-such-page-at-all")
    browser.opens("/sign-in/strange")
    found = browser.page.select_one("input[name=csrf]")
    assert found is not None
    return str(found["value"])


def test_an_agent_of_another_workspace_sees_nothing_of_this_one(
    door: Door, shop: Shop, store: Store
) -> None:
    talk = shop.asks("My secret is marzipan.")
    other = store.create_workspace(f"other {shop.workspace}")
    stranger = Browser(door)
    stranger.opens(link_to(shop.port, other, "Mallory"))
    stranger.sends("#sign-in")
    assert stranger.opens(f"/inbox/{talk.conversation_id}").status_code == 404
    for path in ("/inbox?view=all", "/inbox?view=all&search=marzipan"):
        stranger.opens(path)
        assert stranger.page.select("[data-row]") == []
    cookie = stranger.client.cookies[COOKIE]
    forged = link_to(shop.port, shop.workspace).rsplit("/", 1)[1][:21] + cookie[21:]
    client = TestClient(door.client.app, cookies={COOKIE: forged})
    assert client.get("/inbox").status_code == 401


def test_a_link_is_used_up_by_signing_in_and_not_by_looking(door: Door, shop: Shop) -> None:
    link = link_to(shop.port, shop.workspace, "Ines")
    first, second = Browser(door), Browser(door)
    for browser in (first, second, first):
        assert browser.opens(link).status_code == 200
    assert first.sends("#sign-in").status_code == 200
    assert COOKIE in first.client.cookies
    refused = second.sends("#sign-in")
    assert refused.status_code == 404
    assert COOKIE not in second.client.cookies
    assert "used already" in second.text(".notice")
    assert second.opens(link).status_code == 404


def test_a_link_and_a_sign_in_end_with_their_time(door: Door, shop: Shop) -> None:
    late = link_to(shop.port, shop.workspace, "Ines")
    browser = Browser(door).signs_in()
    assert browser.opens("/inbox").status_code == 200
    shop.clock.now += LINK_LASTS
    assert Browser(door).opens(late).status_code == 404
    assert browser.opens("/inbox").status_code == 200
    shop.clock.now += SIGN_IN_LASTS
    assert browser.opens("/inbox").status_code == 401


def test_a_link_without_a_name_asks_for_one(door: Door, shop: Shop) -> None:
    browser = Browser(door)
    browser.opens(link_to(shop.port, shop.workspace))
    assert browser.sends("#sign-in", name="  ").status_code == 422
    assert "Write the name" in browser.text("#why")
    browser.sends("#sign-in", name="Robin  Vale")
    assert "Robin Vale" in browser.text(".me .signed-in")


def test_signing_out_ends_it_on_the_server_too(door: Door) -> None:
    browser = Browser(door).signs_in()
    cookie = browser.client.cookies[COOKIE]
    browser.opens("/inbox")
    browser.sends('form[action="/sign-out"]')
    kept = TestClient(door.client.app, cookies={COOKIE: cookie})
    assert kept.get("/inbox").status_code == 401


def test_the_cookie_is_out_of_scripts_and_other_sites_reach(door: Door, shop: Shop) -> None:
    link = link_to(shop.port, shop.workspace, "Ines")
    client = TestClient(door.client.app, follow_redirects=False)
    cookie = client.post(link, headers=ORIGIN).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example"]
)
def test_another_sites_form_changes_nothing(door: Door, shop: Shop, origin: str) -> None:
    browser = Browser(door).signs_in()
    talk = shop.asks("Where is my parcel?")
    form = {"text": "Pay here.", "csrf": token_of(browser)}
    path = f"/inbox/{talk.conversation_id}/messages"
    refused = browser.client.post(path, data=form, headers={"Origin": origin})
    assert refused.status_code == 403
    assert "tacit sign-in" not in refused.text
    no_origin = {"Sec-Fetch-Site": "cross-site"}
    assert browser.client.post(path, data=form, headers=no_origin).status_code == 403
    assert len(talk.messages()) == 1


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_without_its_token_changes_nothing(
    door: Door, shop: Shop, token: str | None
) -> None:
    browser = Browser(door).signs_in()
    talk = shop.asks("Where is my parcel?")
    form = {"text": "On its way."} | ({} if token is None else {"csrf": token})
    path = f"/inbox/{talk.conversation_id}/messages"
    refused = browser.client.post(path, data=form, headers=ORIGIN)
    assert refused.status_code == 403
    assert "Open the page again" in refused.text
    assert "tacit sign-in" not in refused.text, "no right is missing"
    assert len(talk.messages()) == 1


def test_who_lacks_a_right_is_told_how_to_come_by_it(door: Door) -> None:
    lesser = Browser(door).signs_in("Jonas", "desk")
    form = {"mode": "auto", "reason": "Why not", "csrf": token_of(lesser)}
    refused = lesser.client.post("/settings/mode", data=form, headers=ORIGIN)
    assert refused.status_code == 403
    assert "This takes the right to change settings and keys." in refused.text
    assert "tacit sign-in --right" in refused.text


def test_nothing_of_a_page_comes_from_elsewhere(door: Door, shop: Shop) -> None:
    shop.asks("Where is my parcel?")
    browser = Browser(door).signs_in()
    loaded = 0
    page = browser.opens("/inbox")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for each in browser.page.select("link[href], script[src], img[src]"):
        address = str(each.get("href") or each.get("src"))
        assert address.startswith("/static/"), address
        loaded += len(browser.client.get(address).content)
    # Uncompressed, so a bound on what is transferred (150 kB).
    assert loaded + len(page.content) <= 150_000
