"""The language of a text, or that it cannot be told."""

import pytest

from tacit.language.identify import identify

SURE = [
    ("Where can I see the invoices of last year?", "en"),
    ("cannot log in since this morning", "en"),
    ("THIRD TIME I AM ASKING, WHERE IS MY MONEY", "en"),
    ("Wo finde ich die Rechnungen vom letzten Jahr?", "de"),
    ("Je n'arrive plus à me connecter à mon compte.", "fr"),
    ("¿Dónde puedo ver las facturas del año pasado?", "es"),
    ("Non riesco più ad accedere al mio account", "it"),
    ("Não consigo entrar na minha conta desde ontem", "pt"),
    ("Hoe verander ik het wachtwoord van mijn account?", "nl"),
    ("Nie mogę się zalogować do swojego konta", "pl"),
    ("Почему с меня списали деньги дважды?", "ru"),
    ("Hesabıma giriş yapamıyorum, ne yapmalıyım?", "tr"),
    ("ما هي طريقة تغيير كلمة المرور الخاصة بي", "ar"),
    ("如何重置我的密码？", "zh"),
    ("パスワードを忘れました", "ja"),
    ("비밀번호를 잊어버렸어요 어떻게 하나요", "ko"),
    ("สวัสดีครับ ฉันลืมรหัสผ่าน", "th"),
]

NOT_SURE = {
    "empty": "",
    "space": " \n\t",
    "too few words": "refund pls",
    "one word": "hallo",
    "numbers": "1234 5678 9012 3456",
    "emoji": "😀😀😀 🚀 🔥🔥",
    "half characters": "\ud83d \ud83d \ud83d \ud83d",
    "names alone": "Outlook Gmail Yahoo IMAP",
    "two languages": "hola test login error",
    "code": "SELECT id FROM orders WHERE",
    "letters without a language": "aGVsbG8gd29ybGQ= Zm9vYmFy c2hvcA== eHl6",
}


@pytest.mark.parametrize(("text", "language"), SURE)
def test_a_sentence_is_told(text, language):
    assert identify(text) == language


@pytest.mark.parametrize("name", NOT_SURE)
def test_what_tells_too_little_is_not_guessed(name):
    assert identify(NOT_SURE[name]) is None


def test_four_words_are_the_fewest():
    assert identify("where is my") is None
    assert identify("where is my order") == "en"


def test_a_long_text_is_judged_by_its_beginning():
    assert identify("Where is my order? " * 300_000) == "en"


def test_the_answer_is_the_same_every_time():
    texts = [text for text, _ in SURE]
    assert [identify(text) for text in texts] == [identify(text) for text in texts]
