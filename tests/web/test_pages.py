"""Every page is drawn in every state, and what people wrote is words on it, never markup."""

from __future__ import annotations

import pytest

from tacit.events import SYSTEM, EntryId, ExemplarWithdrawn, MessageReceived, ModeSet, PersonId
from tacit.flows import receive
from tacit.share import Share
from tacit.store.batch import Person
from tacit.web.drawing import markdown
from tacit.web.pages import learning
from tests.cast import Shop
from tests.flows.test_situation import asks, customer
from tests.web.browser import Browser
from tests.web.door import Door

PAGES = (
    "/inbox", "/inbox?view=all", "/entries", "/intents", "/learning", "/months", "/observed",
    "/first", "/settings", "/ask",
)  # fmt: skip
UNDER_LEARNING = ("/first", "/months", "/churn")
HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script> "quoted" {{ 7 * 7 }} </textarea>'


@pytest.fixture
def browser(door: Door) -> Browser:
    return Browser(door).signs_in()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_something_to_say_before_anything_happened(browser: Browser, path: str) -> None:
    assert browser.opens(path).status_code == 200
    assert len(browser.page.select("main")) == 1
    assert browser.page.select_one("h1") is not None


@pytest.mark.parametrize(
    ("path", "label"),
    [("/inbox", "Inbox"), *((each, "Learning") for each in ("/learning", *UNDER_LEARNING))],
)
def test_the_rail_says_where_one_is(browser: Browser, path: str, label: str) -> None:
    browser.opens(path)
    assert browser.text('.rail [aria-current="page"]') == label


@pytest.mark.parametrize("path", PAGES)
def test_every_field_and_button_has_a_name(browser: Browser, shop: Shop, path: str) -> None:
    talk = shop.asks("Where is my parcel?")
    for address in (path, f"/inbox/{talk.conversation_id}"):
        browser.opens(address)
        labelled = {str(each["for"]) for each in browser.page.select("label[for]")}
        for field in browser.page.select("input, textarea, select"):
            if field.get("type") == "hidden" or field.get("aria-hidden") == "true":
                continue
            assert field.get("id") in labelled or field.find_parent("label"), str(field)
        for button in browser.page.select("button"):
            assert button.get_text(strip=True)
        ids = [each["id"] for each in browser.page.select("[id]")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "مرحبا، أين طلبي؟",
        "👩‍🚀" * 50,
        "a" * 5000,
        "https://evil.example/" + "x" * 300,
        "![pixel](https://evil.example/p.png) [here](javascript:alert(1)) [x](data:text/html,y)",
        "\u202etxt.exe\u202c",
    ],
)
def test_what_anybody_writes_is_words(browser: Browser, shop: Shop, text: str) -> None:
    customer = receive.person(
        shop.port, shop.workspace, f"hostile {text[:20]}", Person(PersonId(""), "customer", text)
    )
    talk = shop.asks(text, customer, subject=text[:150])
    talk.replies(text)
    for path in (
        "/inbox?view=all",
        f"/inbox/{talk.conversation_id}",
        f"/ask/{talk.conversation_id}",
    ):
        assert browser.opens(path).status_code == 200
        assert browser.page.select("img, iframe, [onerror]") == []
        assert len(browser.page.select("script:not([src])")) == 0
        for link in browser.page.select("a[href]"):
            assert str(link["href"]).startswith(("/", "#", "http://", "https://"))


def test_a_reply_in_markdown_is_shown_as_such_and_nothing_more() -> None:
    shown = str(
        markdown("# Do this\n1. **Open** it\n\n<b onclick=x>raw</b> [a](https://b.example)")
    )
    assert '<p class="heading">Do this</p>' in shown
    assert "<strong>Open</strong>" in shown
    assert "&lt;b onclick=x&gt;" in shown
    assert 'rel="noopener noreferrer nofollow"' in shown


def test_an_address_that_names_nothing_is_told_in_words(browser: Browser) -> None:
    for path, status in (
        ("/inbox/nothing", 404),
        ("/entries/nothing", 404),
        ("/intents/nothing", 404),
        ("/ask/nothing", 404),
        ("/inbox?view=strange", 422),
        ("/inbox?after=strange", 422),
    ):
        assert browser.opens(path).status_code == status
        assert browser.page.select_one(f'[data-refusal="{status}"]') is not None
        assert "Traceback" not in browser.text("main")


def test_a_note_is_seen_by_agents_and_by_no_customer(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?", shop.ada)
    browser.opens(f"/inbox/{talk.conversation_id}")
    form = browser.page.select_one("#composer")
    assert form is not None
    form["action"] = f"/inbox/{talk.conversation_id}/notes"
    browser.sends("#composer", text="She is a *friend* of Bruno.")
    assert "friend" in browser.text("#timeline .from-note")
    browser.opens(f"/ask/{talk.conversation_id}")
    assert "friend" not in browser.text("main")
    assert [type(e.event) for e in shop.events(MessageReceived)] == [MessageReceived]
    shop.erase(shop.ada)
    assert browser.opens(f"/inbox/{talk.conversation_id}").status_code == 410


def test_entries_to_cite_are_found_and_what_was_typed_stays(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Where is my parcel?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    form = browser.page.select_one("#composer")
    assert form is not None
    form["action"] = f"/inbox/{talk.conversation_id}/choices"
    browser.sends("#composer", text="Half a reply", find="voucher")
    assert "Redeem a gift voucher" in browser.text("#cites")
    assert browser.text("#reply-text") == "Half a reply"


def test_the_mode_is_set_with_a_reason_and_the_name_of_who_did(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/settings")
    assert browser.sends("#set-mode", mode="draft", reason="").status_code == 422
    assert browser.sends("#set-mode", mode="draft", reason="Good enough").status_code == 200
    assert shop.learned().modes.held["*"] == "draft"
    assert "Good enough Ines" in browser.text("main table")


def test_a_policy_class_is_sent_to_people_with_a_reason_and_let_go_again(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/settings")
    assert "money none yet Stricter by itself never" in browser.text("#policies")
    chosen = {"policy_class": "money", "treatment": "person"}
    assert browser.sends("#set-policy", **chosen, reason="").status_code == 422
    assert "Write why" in browser.text("#policy-wrong")
    assert browser.sends("#set-policy", **chosen, reason="People refund").status_code == 200
    assert shop.learned().policies.of("money") == "person"
    assert "Ines: People refund" in browser.text("#policies")
    talk = shop.asks("When does a refund arrive?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "about money, which always goes to a person here" in browser.text("#why")
    browser.opens("/settings")
    browser.sends("#set-policy", policy_class="money", treatment="unset", reason="Enough people")
    assert shop.learned().policies.treatments == {}


def test_how_far_a_segment_is_answered_is_set_and_let_go_again(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/settings")
    assert "None is set, and none fell" in browser.text("main")
    told = {"attribute": "Plan", "value": "Enterprise", "mode": "draft"}
    assert browser.sends("#set-segment-mode", **told, reason="").status_code == 422
    assert "Write why" in browser.text("#segment-mode-wrong")
    assert browser.page.select("#segment-mode-value[value=Enterprise]")
    wrong = told | {"value": "4711", "reason": "Their contracts"}
    assert browser.sends("#set-segment-mode", **wrong).status_code == 422
    assert "numbers and addresses" in browser.text("#segment-mode-wrong")
    browser.sends("#set-segment-mode", **told, reason="Their contracts")
    assert "plan=enterprise Draft" in browser.text("#segment-modes-set")
    assert "Ines: Their contracts" in browser.text("#segment-modes-set")
    fell = ModeSet("plan=enterprise", "draft", "lost: 7 of 9", "lost", 9, 7, "0a1b2c3d4e5f")
    shop.writes(fell, SYSTEM)
    browser.opens("/settings")
    assert "plan=enterprise lost Draft" in browser.text("#segment-modes-set")
    treated = {"attribute": "plan", "value": "enterprise", "treatment": "person"}
    browser.sends("#set-segment", **treated, reason="A person answers")
    browser.sends("#set-segment-mode", **told | {"mode": "observe"}, reason="Wait")
    assert "Ines: A person answers" in browser.text("#segments-set"), "each has its own last word"
    assert "Ines: Wait" in browser.text("#segment-modes-set")
    browser.sends("#set-segment-mode", **told | {"mode": "auto"}, reason="Enough")
    assert not browser.page.select("#segment-modes-set")


def test_a_segment_is_set_with_a_reason_shown_in_why_and_let_go_again(
    browser: Browser, shop: Shop
) -> None:
    browser.opens("/settings")
    assert "None is set" in browser.text("main")
    told = {"attribute": "Plan", "value": "Enterprise", "treatment": "person"}
    assert browser.sends("#set-segment", **told, reason="").status_code == 422
    assert "Write why" in browser.text("#segment-wrong")
    chosen = browser.page.select_one("#segment-treatment option[selected]")
    value = browser.page.select_one("#segment-value")
    assert chosen is not None
    assert value is not None
    assert (chosen["value"], value["value"]) == ("person", "Enterprise"), "what was typed stays"
    assert browser.sends("#set-segment", **told, reason="Their contracts").status_code == 200
    assert "plan=enterprise 0 To a person" in browser.text("#segments-set")
    assert "Ines: Their contracts" in browser.text("#segments-set")
    talk = asks(shop, "How do I descale it?", customer(shop, "e", plan="enterprise"))
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert "The customer's plan is enterprise, which always goes" in browser.text("#why .sentence")
    assert "Segment plan=enterprise" in browser.text("#why .facts")
    browser.opens("/settings")
    assert "plan=enterprise 1 To a person" in browser.text("#segments-set")
    browser.sends("#set-segment", **told | {"treatment": "unset"}, reason="Enough people")
    assert browser.page.select_one("#segments-set") is None
    assert shop.learned().policies.segments == {}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"attribute": "", "value": ""}, "Write a segment as ATTRIBUTE=VALUE"),
        ({"attribute": "email", "value": "ada@kettle.example"}, "Email tells one person"),
        ({"attribute": "page", "value": "/orders/8123"}, "/orders/8123 is kept as /orders/*"),
        ({"attribute": "plan", "value": HOSTILE}, "A value of more than 40 letters"),
        ({"attribute": "plan", "value": "trial", "treatment": "weird"}, "Choose what is done"),
    ],
)
def test_what_is_no_segment_is_refused_in_its_form(
    browser: Browser, shop: Shop, sent: dict[str, str], wrong: str
) -> None:
    browser.opens("/settings")
    answer = browser.sends("#set-segment", **{"treatment": "person"} | sent, reason="Because")
    assert answer.status_code == 422
    assert wrong in browser.text("#segment-wrong")
    kept = browser.page.select_one("#segment-reason")
    assert kept is not None
    assert kept["value"] == "Because", "nothing that was typed is lost"
    other = browser.page.select_one("#policy-reason")
    assert other is not None
    assert not other.get("value")
    assert shop.learned().policies.treatments == {}


def test_a_newcomer_asks_corrects_and_asks_again(browser: Browser, shop: Shop) -> None:
    shop.mode("auto")
    browser.opens("/ask")
    assert browser.sends("#ask", text="").status_code == 422
    browser.sends("#ask", text="Do you wrap lamps as a gift?")
    assert "An agent will answer." in browser.text("#asked")
    asked = browser.last.rsplit("/", 1)[1]
    browser.opens(f"/inbox/{asked}")
    browser.sends("#composer", text="Yes, choose gift wrap at the checkout.", publish="yes")
    browser.opens(f"/ask/{asked}")
    assert "choose gift wrap" in browser.text("#timeline")
    browser.opens("/ask")
    browser.sends("#ask", text="Do you wrap lamps as a gift, please?")
    top = shop.preview("Do you wrap lamps as a gift?").verdict.candidates[0]
    assert top.entry_id == asked


def test_published_words_can_be_taken_back(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Do you wrap lamps as a gift?")
    talk.replies("Yes, at the checkout.", publish=True)
    browser.opens(f"/entries/{talk.conversation_id}")
    assert "published" in browser.text("main .chip")
    assert "only a new reply teaches it again" in browser.text("#withdrawal")
    browser.sends("#withdrawal", reason="No longer true")
    assert "withdrawn" in browser.text("main .chip")
    assert "No longer true" in browser.text("main")


def test_filters_narrow_and_search_finds(browser: Browser, shop: Shop) -> None:
    kettle = shop.asks("My kettle leaks at the spout").conversation_id
    parcel = shop.asks("Wo ist mein Paket und warum dauert das", shop.bruno).conversation_id
    for path, rows in (
        ("/inbox?view=all", [parcel, kettle]),
        ("/inbox?view=waiting", [kettle, parcel]),
        ("/inbox?view=resolved", []),
        ("/inbox?view=all&search=spout", [kettle]),
        ("/inbox?view=all&search=spout&channel=email", []),
        ("/inbox?view=all&channel=web", [parcel, kettle]),
        ("/inbox?view=waiting&language=de", [parcel]),
    ):
        browser.opens(path)
        assert [each["data-row"] for each in browser.page.select("[data-row]")] == rows, path


def test_a_long_list_goes_on_where_it_ended(browser: Browser, shop: Shop) -> None:
    asked = [shop.asks(f"Question {n}").conversation_id for n in range(45)]
    for view, order in (("waiting", asked), ("all", asked[::-1])):
        found = list[str]()
        browser.opens(f"/inbox?view={view}")
        while True:
            found += [str(each["data-row"]) for each in browser.page.select("[data-row]")]
            older = browser.page.select_one(".older a")
            if older is None:
                break
            browser.opens(str(older["href"]))
        assert found == order


def test_a_witness_is_taken_back_from_the_entrys_page(browser: Browser, shop: Shop) -> None:
    question = "How do I send back the kettle I bought?"
    talk = shop.taught(question, "returns")
    entry = shop.entries["returns"]
    browser.opens(f"/entries/{entry}")
    assert question in browser.text(".witnesses")
    assert "1 reply vouches" in browser.text(".figures")
    assert "only a new reply teaches it again" in browser.text(".take-back form")
    browser.sends(".take-back form", reason="The agent mixed it up")
    assert browser.last == f"/entries/{entry}"
    assert "Nobody has cited it yet" in browser.text("main")
    assert [each.event.reason for each in shop.events(ExemplarWithdrawn)] == [
        "The agent mixed it up"
    ]
    assert shop.learned().exemplars.by_id[EntryId(talk.conversation_id)].is_withdrawn


def test_a_witness_without_a_name_is_an_agent(browser: Browser, shop: Shop) -> None:
    unnamed = receive.person(shop.port, shop.workspace, "agent-7")
    shop.asks("How do I send it back?").replies("So.", unnamed, cites="returns")
    browser.opens(f"/entries/{shop.entries['returns']}")
    assert "replied by an agent" in browser.text(".witnesses")


def test_how_far_intents_rise_is_said_with_a_reason(browser: Browser, shop: Shop) -> None:
    browser.opens("/settings")
    assert browser.page.select("#set-earning input[value=observe][checked]")
    assert browser.sends("#set-earning", mode="auto", reason=" ").status_code == 422
    assert "Write why" in browser.text("#earning-wrong")
    assert browser.page.select("#set-earning input[value=auto][checked]"), "nothing is lost"
    assert not browser.page.select("#mode-wrong")
    assert shop.learned().earns == "observe"
    browser.sends("#set-earning", mode="auto", reason="it has proved itself")
    assert browser.page.select("#set-earning input[value=auto][checked]")
    assert shop.learned().earns == "auto"
    assert "it has proved itself Ines" in browser.text("#earning ~ div table")


def test_what_is_held_is_listed_told_why_and_let_pass(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Do you wrap lamps as a gift?")
    talk.replies("I have wrapped it for you.", shop.jonas, publish=True)
    browser.opens("/entries?kind=held")
    (row,) = browser.page.select("[data-entry]")
    assert row["data-entry"] == talk.entry_id
    assert "held" in browser.text("[data-entry] .chip")
    browser.opens(f"/entries/{talk.entry_id}")
    assert "It is a favour that was done once, and no rule." in browser.text(".held")
    assert "It changes no answer until that is settled." in browser.text(".held")
    assert "Other agents who say the same: 0; who say otherwise: 0." in browser.text(".held")
    browser.sends("#pass")
    assert browser.last == f"/entries/{talk.entry_id}"
    assert "published" in browser.text("main .chip")
    assert "Let pass by a person" in browser.text("#history + ul")
    assert shop.learned().rulings[talk.entry_id].kind == "passed"
    browser.opens("/entries?kind=held")
    assert browser.page.select("[data-entry]") == []


def test_what_is_held_is_let_pass_for_some_customers_alone(browser: Browser, shop: Shop) -> None:
    asked = asks(shop, "Do you wrap lamps as a gift?", customer(shop, "kim", plan="Enterprise"))
    asked.replies("I have wrapped it for you.", shop.jonas, publish=True)
    browser.opens(f"/entries/{asked.entry_id}")
    assert "Told of who asked here: plan=enterprise" in browser.text("#pass")
    assert browser.sends("#pass", only="enterprise").status_code == 422
    assert browser.text("#only-wrong") == (
        "Write a segment as ATTRIBUTE=VALUE, such as plan=enterprise."
    )
    assert browser.page.select("#only[value=enterprise]")
    browser.sends("#pass", only="plan=enterprise")
    told = "It answers only where the customer's plan is enterprise: nobody else is told it."
    assert told in browser.text("#told-to")
    assert "Let pass by a person where the customer's plan is enterprise" in browser.text("main")
    browser.sends("#pass", only="")
    assert not browser.page.select("#told-to")
    assert shop.learned().told_to == {}


def test_nobody_lets_their_own_words_on_policy_pass(browser: Browser, shop: Shop) -> None:
    shop.asks("Can I send it back?").replies("See there.", shop.jonas, cites="returns")
    asked = shop.asks("Where is the money?").conversation_id
    browser.opens(f"/inbox/{asked}")
    browser.sends("#composer", text="The refund takes five days.", publish="yes")
    browser.opens(f"/entries/{asked}")
    assert "This takes another person than the one who replied." in browser.text(".held")
    sent = browser.sends("#pass", only="plan=enterprise")
    assert sent.status_code == 403
    assert browser.text("#only-wrong").startswith("Somebody else has to approve")
    assert browser.page.select("#only[value='plan=enterprise']:not([aria-invalid])")
    assert "tacit sign-in" not in sent.text, "a colleague is missing, no right"
    assert shop.learned().rulings[EntryId(asked)].kind == "held"


def test_letting_pass_takes_the_right_to_knowledge(door: Door, shop: Shop) -> None:
    talk = shop.asks("Do you wrap lamps as a gift?")
    talk.replies("I have wrapped it for you.", shop.jonas, publish=True)
    browser = Browser(door).signs_in("Karl", "desk")
    browser.opens(f"/entries/{talk.entry_id}")
    assert browser.page.select("#pass") == []


def test_learning_lists_what_customers_call_things_with_their_questions(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.opens("/learning")
    assert "Once five questions" in browser.text("section[aria-labelledby=terms]")
    for _ in range(5):
        shop.taught("Where is the gizmo shown?", "invoice")
        shop.taught("Where is my parcel shown?", "delivery")
    browser.opens("/learning")
    shown = browser.text("section[aria-labelledby=terms]")
    assert "gizmo Download an invoice" in shown
    assert str(Share(5, 5)) in shown
    assert "Where is the gizmo shown?" in shown
    monkeypatch.setattr(learning, "TERMS", 1)
    browser.opens("/learning")
    assert "2 more by tacit terms --all" in browser.text("section[aria-labelledby=terms]")
