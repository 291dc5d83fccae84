"""Articles, entries and versions over the wire."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.cast import HELP, Shop
from tests.web.door import Door, problem
from tests.web.test_conversations import RETURN, opened, said

DRIP = {
    "title": "A spout that drips",
    "markdown": "Why does my kettle drip at the spout?\n\n# Steps\n1. Turn the spout.",
    "url": HELP + "drip",
    "locale": "en-GB",
    "audience": "customers",
    "about": ["spout"],
    "source": "help centre",
}
LEAK = "Why does my kettle drip at the spout?"


def cited(door: Door, text: str = LEAK) -> str | None:
    """The title that a preview cites first."""
    citations = door.post("/preview", {"text": text}).json()["citations"]
    return citations[0]["title"] if citations else None


def test_a_written_article_is_answered_from_at_once(door: Door) -> None:
    written = door.put("/articles/drip", DRIP)
    assert written.status_code == 201
    assert DRIP.items() <= written.json().items()
    assert (written.json()["revision"], written.headers["etag"]) == (1, '"1"')
    assert written.json()["written_by"].startswith("key:")
    assert door.get("/articles/drip").content == written.content
    assert cited(door) == "A spout that drips"


def test_the_same_text_again_changes_nothing(door: Door, shop: Shop) -> None:
    first = door.put("/articles/drip", DRIP)
    head = shop.head()
    again = door.put("/articles/drip", DRIP)
    assert (again.status_code, again.content) == (200, first.content)
    assert shop.head() == head


@pytest.mark.parametrize(
    "change", [{"markdown": "Glue it."}, {"audience": "agents"}, {"about": []}]
)
def test_any_change_is_a_new_revision_and_a_new_version(door: Door, change: Any) -> None:
    door.put("/articles/drip", DRIP)
    before = door.get("/versions").json()["items"][0]["version"]
    changed = door.put("/articles/drip", DRIP | change)
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert change.items() <= changed.json().items()
    assert door.get("/versions").json()["items"][0]["version"] == before + 1


def test_an_article_may_go_back_to_words_it_had(door: Door) -> None:
    door.put("/articles/drip", DRIP)
    door.put("/articles/drip", DRIP | {"markdown": "Glue it."})
    back = door.put("/articles/drip", DRIP).json()
    assert (back["revision"], back["markdown"]) == (3, DRIP["markdown"])


def test_a_change_of_what_moved_since_is_refused(door: Door, shop: Shop) -> None:
    tag = door.put("/articles/drip", DRIP).headers["etag"]
    door.put("/articles/drip", DRIP | {"markdown": "Glue it."}, headers={"If-Match": tag})
    head = shop.head()
    for late in (
        door.put("/articles/drip", DRIP, headers={"If-Match": tag}),
        door.delete("/articles/drip", headers={"If-Match": tag}),
        door.post("/articles/drip/revisions/1/restoration", None, headers={"If-Match": tag}),
        door.post("/articles/drip/revisions/2/restoration", None, headers={"If-Match": tag}),
        door.put("/articles/nowhere", DRIP | {"url": None}, headers={"If-Match": tag}),
    ):
        assert problem(late) == (412, "moved")
    assert shop.head() == head


def test_of_many_who_change_what_they_read_one_succeeds(door: Door) -> None:
    tag = door.put("/articles/drip", DRIP).headers["etag"]

    def change(n: int) -> int:
        told = DRIP | {"markdown": f"Way {n} to mend it."}
        return door.put("/articles/drip", told, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(6) as writers:
        statuses = sorted(writers.map(change, range(6)))
    assert statuses == [200, 412, 412, 412, 412, 412]
    assert door.get("/articles/drip").json()["revision"] == 2


def test_many_new_articles_at_once_all_come_in(door: Door) -> None:
    def write(n: int) -> int:
        told = {"title": f"Page {n}", "markdown": f"Words of page {n}.", "source": "test"}
        return door.put(f"/articles/page-{n}", told).status_code

    with ThreadPoolExecutor(4) as writers:
        assert list(writers.map(write, range(4))) == [201] * 4


def test_a_withdrawn_article_is_gone_and_comes_back_by_its_revision(door: Door) -> None:
    door.put("/articles/drip", DRIP)
    assert door.delete("/articles/drip").status_code == 204
    assert cited(door) != "A spout that drips"
    assert problem(door.get("/articles/drip")) == (404, "not_found")
    assert problem(door.delete("/articles/drip")) == (404, "not_found")
    revisions = door.get("/articles/drip/revisions").json()["items"]
    assert [(each["revision"], each["is_live"]) for each in revisions] == [(1, False)]
    restored = door.post("/articles/drip/revisions/1/restoration", None)
    assert (restored.status_code, restored.json()["is_live"]) == (201, True)
    assert cited(door) == "A spout that drips"


def test_a_restoration_is_done_once(door: Door, shop: Shop) -> None:
    door.put("/articles/drip", DRIP)
    door.put("/articles/drip", DRIP | {"markdown": "Glue it."})
    path, headers = "/articles/drip/revisions/1/restoration", {"Idempotency-Key": "back"}
    first = door.post(path, None, headers=headers)
    head = shop.head()
    again = door.post(path, None, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert door.post(path, None).status_code == 201  # it is there already
    assert shop.head() == head
    assert door.get("/articles/drip").json()["markdown"] == DRIP["markdown"]
    assert problem(door.post("/articles/drip/revisions/9/restoration", None)) == (404, "not_found")


def test_revisions_are_listed_with_their_texts(door: Door) -> None:
    for n in range(1, 6):
        door.put("/articles/drip", DRIP | {"markdown": f"Way {n}."})
    first = door.get("/articles/drip/revisions", params={"limit": 3}).json()
    assert [each["markdown"] for each in first["items"]] == ["Way 5.", "Way 4.", "Way 3."]
    assert [each["is_live"] for each in first["items"]] == [True, False, False]
    rest = door.get("/articles/drip/revisions", params={"limit": 3, "after": first["next"]}).json()
    assert [each["revision"] for each in rest["items"]] == [2, 1]
    assert rest["next"] is None


def test_an_article_known_by_its_address_is_the_same(door: Door) -> None:
    """A page that came in by an import, then by the interface under another id."""
    returns = door.get("/entries", params={"kind": "article"}).json()["items"]
    known = next(each for each in returns if each["external_id"] == "returns")
    told = {"title": "Send it back", "markdown": "Pack it.", "url": known["url"], "source": "new"}
    written = door.put("/articles/other-id", told).json()
    assert (written["entry_id"], written["revision"]) == (known["entry_id"], 2)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"url": "javascript:alert(1)"},
        {"locale": "English"},
        {"markdown": ""},
        {"surprise": 1},
        {"about": "spout"},
    ],
)
def test_a_misshapen_article_is_refused(door: Door, shop: Shop, change: Any) -> None:
    head = shop.head()
    assert problem(door.put("/articles/drip", DRIP | change)) == (422, "invalid")
    assert shop.head() == head


def test_entries_are_listed_by_kind(door: Door, shop: Shop) -> None:
    conversation = opened(door, "Is the samovar loud when it boils?")["conversation_id"]
    said(door, conversation, "It hums a little.")
    shop.taught(RETURN, "returns")
    exemplars = door.get("/entries", params={"kind": "exemplar"}).json()["items"]
    own = next(each for each in exemplars if each["conversation_id"] == conversation)
    assert (own["title"], own["text"]) == (
        "Is the samovar loud when it boils?", "It hums a little.",
    )  # fmt: skip
    assert (own["is_approved"], own["cites"]) == (False, [])
    other = next(each for each in exemplars if each["conversation_id"] != conversation)
    assert (other["is_approved"], other["cites"]) == (True, [shop.entries["returns"]])
    articles = door.get("/entries", params={"kind": "article"}).json()["items"]
    assert {each["external_id"] for each in articles} == set(shop.entries)
    assert door.get("/entries", params={"kind": "fact"}).json() == {"items": [], "next": None}
    assert problem(door.get("/entries", params={"kind": "idea"})) == (422, "invalid")


def test_what_the_gate_holds_says_so_and_can_be_listed(door: Door, shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    talk = shop.asks("Is the samovar loud when it boils?")
    talk.replies("It hums. I have extended the warranty for you.", publish=True)
    (held,) = door.get("/entries", params={"held": True}).json()["items"]
    assert (held["entry_id"], held["held_by"]) == (talk.entry_id, "goodwill")
    assert held["is_approved"] is False
    others = door.get("/entries", params={"held": False, "kind": "exemplar"}).json()["items"]
    assert [(each["held_by"], each["is_approved"]) for each in others] == [(None, True)]


def test_entries_come_in_pages(door: Door, shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    seen, after = list[str](), None
    while True:
        params = {"limit": 5} | ({"after": after} if after else {})
        page = door.get("/entries", params=params).json()
        seen += [each["entry_id"] for each in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == len(shop.entries) + 1


def test_a_stub_is_listed_as_one(door: Door) -> None:
    conversation = opened(door)["conversation_id"]
    said(door, conversation, "There.", cites=["https://elsewhere.example/how-to-pour"])
    articles = door.get("/entries", params={"kind": "article"}).json()["items"]
    assert [each["title"] for each in articles if each["is_stub"]] == ["how to pour"]


def test_versions_tell_what_changed_between_them(door: Door) -> None:
    door.put("/articles/drip", DRIP)
    door.put("/articles/drip", DRIP | {"markdown": "Glue it."})
    door.delete("/articles/tracking")
    versions = door.get("/versions").json()["items"]
    assert [each["version"] for each in versions] == [4, 3, 2, 1]
    assert [each["is_current"] for each in versions] == [True, False, False, False]
    assert (versions[0]["dropped"], versions[1]["changed"]) == (1, 1)
    changes = door.get("/versions/2/difference/4").json()["items"]
    told = {each["title"]: each for each in changes}
    assert told["Follow a shipment"]["change"] == "removed"
    revised = told["A spout that drips"]
    assert (revised["change"], revised["from_revision"], revised["to_revision"]) == (
        "revised",
        1,
        2,
    )
    assert "-Why does my kettle drip at the spout?" in revised["difference"]
    assert "+Glue it." in revised["difference"]
    added = door.get("/versions/1/difference/2").json()["items"]
    assert [each["change"] for each in added] == ["added"]
    assert door.get("/versions/2/difference/2").json()["items"] == []
    assert problem(door.get("/versions/2/difference/99")) == (404, "not_found")
    few = door.get("/versions/0/difference/4", params={"limit": 5}).json()
    assert len(few["items"]) == 5
    rest = door.get("/versions/0/difference/4", params={"after": few["next"]}).json()
    assert len(rest["items"]) == 7
