"""Cleaning texts: nothing unseen stays, nothing that reads is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.clean import clean

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FAMILY = "\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("one\r\ntwo\rthree\vfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("tab\tand line\n", "tab\tand line\n"),
        ("cafe\u0301", "caf\u00e9"),
        ("half a pair \ud83d here", "half a pair \ufffd here"),
        ("pass\u200bword\u2060s\ufeff", "passwords"),
        ("soft\u00adhyphen", "softhyphen"),
        ("read \u202edesrever\u202c", "read desrever"),
        ("\u2066set apart\u2069", "set apart"),
        ("pay\U000e0070\U000e0061\U000e0079", "pay"),
        ("plain\ufe0f and\u200d joined", "plain and joined"),
        ("e\u200d\u0301", "\u00e9"),
        ("\u0301\u115f\u094d\u200c", "\u094d\u0301"),
    ],
)
def test_what_nobody_sees_is_taken_out(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f600 fine \U0001f44d\U0001f3fd",
        FAMILY,
        "\u2764\ufe0f and \u2764\ufe0f\u200d\U0001f525",
        "1\ufe0f\u20e3 first",
        ENGLAND,
        "\U0001f1ee\U0001f1f9",
    ],
)
def test_emoji_keep_what_joins_them(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "\u05e9\u05dc\u05d5\u05dd, \u200fThunder\u200e",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u0d28\u0d4d\u200d",
    ],
)
def test_other_scripts_keep_their_marks_and_joiners(text: str) -> None:
    assert clean(text) == text


def test_a_black_flag_cannot_carry_hidden_words() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert clean(f"\U0001f3f4{hidden}\U000e007f") == "\U0001f3f4"


@given(st.text(st.characters(codec=None)))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


SUSPECTS = "a\u0301e\u200b\u200c\u200d\ufe0e\ufe0f\u20e31#\u0645\u0915\u094d\u2329\u3008"
SUSPECTS += "\U0001f3f4\U000e0067\U000e007f\U0001f469\u2764\u00ad\r\n\x00\ud83d\u202e\u115f"


@given(st.text(st.sampled_from(SUSPECTS), max_size=12))
def test_cleaning_twice_is_cleaning_once_where_signs_touch(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(codec=None)))
def test_clean_text_is_stored_by_any_database(text: str) -> None:
    tidy = clean(text)
    assert tidy.encode("utf-8").decode("utf-8") == tidy
    assert unicodedata.is_normalized("NFC", tidy)
    assert all(letter in "\t\n" or unicodedata.category(letter) != "Cc" for letter in tidy)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_letters_digits_and_punctuation_are_never_lost(text: str) -> None:
    fillers = str.maketrans("", "", "\u115f\u1160\u3164\uffa0")
    normal = unicodedata.normalize("NFC", text).translate(fillers)
    assert clean(text) == unicodedata.normalize("NFC", normal)


@pytest.mark.parametrize("piece", ["](((", "\u200d", "1\ufe0f"])
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    # Quadratic time over half a million signs would run into the test's limit.
    clean(piece * 250_000)
