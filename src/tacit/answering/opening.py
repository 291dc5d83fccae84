"""The fixed sentence that a reply to somebody frustrated opens with, put before it and taken off.

Decide and compose ask it. It knows languages and tones, and nothing of what is replied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tacit.events import Tone

# Acknowledgement and the way to the next step, by language; in any other nothing is added.
OPENINGS = {
    "en": "I am sorry that this is giving you trouble. Here is the next step:",
    "de": "Es tut mir leid, dass das Mühe macht. Hier ist der nächste Schritt:",
    "fr": "Toutes nos excuses pour ce désagrément. Voici l’étape suivante :",
    "es": "Lamentamos las molestias. Este es el siguiente paso:",
    "it": "Ci dispiace per il disagio. Ecco il prossimo passo:",
    "nl": "Het spijt ons dat dit moeite kost. Dit is de volgende stap:",
    "pt": "Lamentamos o transtorno. Este é o próximo passo:",
}


def opened(text: str, tone: Tone, language: str | None) -> str:
    """A reply with the sentence that acknowledges, where there is one in the customer's language.

    >>> opened("Press F5.", "acknowledging", "es")
    'Lamentamos las molestias. Este es el siguiente paso:\\n\\nPress F5.'
    >>> opened("Press F5.", "acknowledging", "fi"), opened("Press F5.", "", "es")
    ('Press F5.', 'Press F5.')
    """
    said = OPENINGS.get(language or "") if tone == "acknowledging" else None
    return f"{said}\n\n{text}" if said else text


def unopened(text: str) -> str:
    """A reply without that sentence: what an agent sent of a draft is said to others, too.

    >>> unopened(opened("Press F5.", "acknowledging", "de"))
    'Press F5.'
    """
    for said in OPENINGS.values():
        if text.startswith(said):
            return text.removeprefix(said).lstrip()
    return text
