"""A reply is made of approved words, and no customer reads another's particulars."""

from __future__ import annotations

import pytest

from tacit.answering.compose import answer, own_words, particulars, question_back, quote
from tacit.events import Candidate, EntryId
from tests.answering.known import Known


def quoted(known: Known, passage: int) -> str:
    candidate = Candidate(EntryId("a"), "article", True, 1, passage, 0, [])
    found = quote(known.learned.library, candidate)
    assert found is not None
    return found.text


def known(*passages: str) -> Known:
    made = Known()
    made.article("a", "Kettles", *passages)
    return made


# ---- approved text ---------------------------------------------------------------


def test_a_quote_is_the_whole_section_with_its_steps_in_order() -> None:
    made = known("Intro.", "Steps|1. Fill", "Steps|2. Boil", "Care|Rinse.")
    assert quoted(made, 2) == "Steps\n\n1. Fill\n\n2. Boil"
    assert quoted(made, 0) == "Intro."


def test_nothing_is_quoted_from_what_has_no_text() -> None:
    stub = Known()
    stub.article("a", "Kettles")
    candidate = Candidate(EntryId("a"), "stub", True, 1, -1, 0, [])
    assert quote(stub.learned.library, candidate) is None
    assert quote(Known().learned.library, candidate) is None


def test_an_answer_says_where_it_is_from() -> None:
    found = quote(known("Fill it.").learned.library, Candidate(EntryId("a"), "", True, 1, 0, 0, []))
    assert found is not None
    assert answer(found) == "Fill it.\n\nFrom “Kettles”."


def test_a_question_back_lists_the_matters() -> None:
    assert question_back(["Lid", "Base"]).endswith("1. Lid\n2. Base")


# ---- greetings and signatures ------------------------------------------------------


@pytest.mark.parametrize(
    "greeting",
    ["Hi Ada,", "Hello,", "Dear Ms Quill,", "Good morning Ada!", "Hallo Ada,", "Hola", "Bonjour,"],
)
def test_a_greeting_of_its_own_line_is_stripped(greeting: str) -> None:
    assert own_words(f"{greeting}\n\nDescale it.") == "Descale it."


@pytest.mark.parametrize(
    "signature",
    [
        "Best regards\nInes", "Kind regards,\nInes Quill\nKettle & Co", "Thanks,\nInes",
        "Cheers\nInes", "Sincerely,\nInes", "Warm wishes\nInes", "Best,\nInes",
        "Mit freundlichen Grüßen\nInes", "Un saludo,\nInes",
    ],
)  # fmt: skip
def test_a_signature_is_stripped(signature: str) -> None:
    assert own_words(f"Descale it.\n\n{signature}") == "Descale it."


@pytest.mark.parametrize("greeting", ["Hi Ada, ", "Hello Ada. ", "Dear Ada: "])
@pytest.mark.parametrize(
    "words", ["descale it.", "descale it with vinegar and then rinse it twice."]
)
def test_an_instruction_behind_a_greeting_stays_and_the_name_goes(
    greeting: str, words: str
) -> None:
    assert own_words(f"{greeting}{words}\nThen rinse it.") == f"{words}\nThen rinse it."


@pytest.mark.parametrize(
    "text", ["Descale it.", "High heat helps.", "Thanksgiving orders ship late.\nWait a day."]
)
def test_other_words_are_left_as_they_are(text: str) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize("text", ["", "  \n ", "Hi Ada,"])
def test_a_reply_without_words_of_its_own_is_empty(text: str) -> None:
    assert own_words(text) == ""


# ---- particulars ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ines@kettle.example", ["ines@kettle.example"]),
        ("See https://kettle.example/a?b=1", ["https://kettle.example/a?b=1"]),
        ("See www.kettle.example", ["www.kettle.example"]),
        ("See kettle.example/reset", ["kettle.example/reset"]),
        ("Call +49 30 1234", ["49 30 1234"]),
        ("Your order 4711-A", ["4711"]),
        ("It takes a day", []),
    ],
)
def test_addresses_and_numbers_are_particulars(text: str, found: list[str]) -> None:
    assert particulars(text, "") == found


@pytest.mark.parametrize("piece", ["a.", "a-", "a", "@a", "1 ", "\n", "http://", "a@", "a.b@c."])
def test_a_long_text_of_whatever_shape_is_read_through_once(piece: str) -> None:
    # Where reading began anew at each letter, these took minutes and the tests would not end.
    assert isinstance(particulars(piece * (300_000 // len(piece)), ""), list)


@pytest.mark.parametrize(
    "text",
    [
        "(me@x.example)",
        "<https://a.example/b>",
        "at shop.example.com/a",
        "a.b.c.d.e.f.g.h.i.j.k.com",
    ],
)
def test_an_address_is_found_wherever_it_stands(text: str) -> None:
    assert len(particulars(f"See {text} now", "")) == 1


def test_what_the_customer_gave_is_no_particular() -> None:
    assert particulars("Order 4711 goes to ada@x.example", "I am ada@x.example, order 4711") == []


def test_part_of_a_number_that_the_customer_gave_is_still_another_number() -> None:
    assert particulars("Your order is 4711", "my phone is 0304711999") == ["4711"]
