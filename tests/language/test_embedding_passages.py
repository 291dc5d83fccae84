"""Cutting: nothing is dropped, and every passage can be read whole."""

from itertools import pairwise

import pytest
from tokenizers import Tokenizer

from tacit.language.embedding import embedder_from
from tacit.language.onnx import BUNDLE
from tacit.language.passages import LONGEST_PASSAGE, WIDEST_PASSAGE, Cutter

SENTENCE = "Open the settings, choose Billing and press Download beside the invoice you need. "
CUTTER = Cutter(BUNDLE / "tokenizer.json")


@pytest.fixture(scope="module")
def tokenizer():
    loaded = Tokenizer.from_file(str(BUNDLE / "tokenizer.json"))
    loaded.no_truncation()
    return loaded


def without_space(text):
    return "".join(text.split())


@pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0\u3000\n"])
def test_a_text_of_space_has_no_passages(text):
    assert CUTTER.passages(text) == []


def test_a_short_text_is_one_passage_without_the_space_around_it():
    assert CUTTER.passages("  How do I log in?\n\nIt fails.\n") == ["How do I log in?\n\nIt fails."]


TEXTS = {
    "sentences": SENTENCE * 200,
    "lines": "one step\n" * 2000,
    "no space": "a" * 50_000,
    "digits": "1234567890" * 5_000,
    "emoji": "😀👩‍👩‍👧‍👦 works, 🚀🔥 does not\n" * 500,
    "right to left": "كيف يمكنني تغيير كلمة المرور؟ لا أستطيع تسجيل الدخول. " * 100,
    "hebrew": "איך אני מבטל את המנוי שלי? " * 200,
    "no spaces between words": "如何重置我的密码。我无法登录我的帐户！" * 200,
    "accents apart": "e\u0301te\u0301 " * 1000,
    "control characters": "\x00\x07\u200b\ufeff" * 1000,
    "half characters": "broken \ud83d emoji " * 300,
    "windows lines": "First paragraph.\r\n\r\nSecond one.\r\n" * 300,
    "wide space": ("x" + " " * 5000) * 20,
    "one address": "https://shop.example/" + "path/" * 2000,
}


@pytest.mark.parametrize("name", TEXTS)
def test_passages_hold_every_character_but_space_in_order(name):
    passages = CUTTER.passages(TEXTS[name])
    assert without_space("".join(passages)) == without_space(TEXTS[name])
    assert all(passage.strip() == passage != "" for passage in passages)


@pytest.mark.parametrize("name", TEXTS)
def test_every_passage_fits_the_model(name, tokenizer):
    for passage in CUTTER.passages(TEXTS[name]):
        readable = passage.encode("utf-8", "replace").decode()
        assert len(tokenizer.encode(readable).ids) <= LONGEST_PASSAGE
        assert len(passage) <= WIDEST_PASSAGE


def test_prose_fills_at_least_half_of_each_passage_but_the_last(tokenizer):
    *full, _ = CUTTER.passages(SENTENCE * 200)
    assert all(len(tokenizer.encode(passage).ids) > LONGEST_PASSAGE // 2 for passage in full)


def test_a_paragraph_is_kept_whole_where_one_ends_in_the_second_half():
    paragraph = SENTENCE * 9  # about 150 tokens: two do not fit
    passages = CUTTER.passages("\n\n".join([paragraph] * 4))
    assert passages == [paragraph.strip()] * 4


def test_a_title_does_not_make_a_passage_of_its_own():
    first, *_ = CUTTER.passages("# Invoices\n\n" + SENTENCE * 40)
    assert first.startswith("# Invoices\n\nOpen the settings")


def test_within_a_paragraph_cuts_fall_between_sentences():
    assert all(passage.endswith(".") for passage in CUTTER.passages(SENTENCE * 60))


def test_within_a_sentence_cuts_fall_between_words():
    passages = CUTTER.passages("settings billing download invoice " * 300)
    words = {word for passage in passages for word in passage.split()}
    assert words == {"settings", "billing", "download", "invoice"}


def test_cutting_a_passage_again_changes_nothing():
    passages = CUTTER.passages(SENTENCE * 60)
    assert [CUTTER.passages(passage) for passage in passages] == [[each] for each in passages]


def test_a_text_of_half_a_megabyte_is_cut_whole():
    line = "The export stops at 10,000 rows and nothing says why, which is a pity; "
    text = line * (500_000 // len(line))
    passages = embedder_from().passages(text)
    assert sum(len(without_space(passage)) for passage in passages) == len(without_space(text))
    assert all(one != other or len(one) > 100 for one, other in pairwise(passages))
