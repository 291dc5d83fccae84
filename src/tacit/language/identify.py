"""In which language a customer writes, or that it cannot be told.

Called where a message comes in. It sees text alone; whoever calls has the
workspace's language to go by when the answer is None.
"""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Fewer words tell little: "refund pls" is German to most identifiers.
FEWEST_WORDS = 4
# On 4,000 real questions .6 is reached by 98% of them, 0.3% of those wrong
# about English or not; among titles of four words and more by 78%, 0.4% wrong.
LEAST_CONFIDENCE = 0.6
# Characters. The first 2,000 judge no worse than a whole text, and bound the time.
ENOUGH = 2000
# A word, or one letter of a script that is written without spaces (Thai, Lao,
# Burmese, Khmer, Japanese, Chinese).
WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\\W\\d_]+"
)
# What the identifier calls a text without language, such as a log or a number.
NO_LANGUAGE = "zxx"


def identify(text: str) -> str | None:
    """Give the two-letter code of a text's language, or None when not sure.

    >>> identify("Where can I see the invoices of last year?")
    'en'
    >>> identify("Wo finde ich die Rechnungen vom letzten Jahr?")
    'de'
    >>> identify("refund pls")
    """
    text = text[:ENOUGH]
    if len(WORD.findall(text)) < FEWEST_WORDS:
        return None
    language, confidence = identifier().classify(text)
    # Rounded first: the last digits of a sum of floats depend on the processor.
    is_sure = round(confidence, 3) >= LEAST_CONFIDENCE and language != NO_LANGUAGE
    return language if is_sure else None


@cache
def identifier() -> LanguageIdentifier:
    """The model, loaded at the first text: about half a second and 100 MB."""
    loaded = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Its other labels are languages without a two-letter code; their texts then
    # fall to the nearest one that has (Egyptian Arabic to Arabic) or to no margin.
    loaded.set_languages([code for code in loaded.labels if len(code) == 2 or code == NO_LANGUAGE])
    return loaded
