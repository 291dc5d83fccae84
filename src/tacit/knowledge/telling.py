"""What a group of questions is called by default: the words that tell it from all others.

The intents' fold asks it, from the members' own words; nothing here knows any list of words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from tacit.knowledge.words import stem

WORDS = 3
# Of a large group the latest questions tell enough.
_LATEST = 200
# A word names a group where so many of its questions have it: what one or two customers
# wrote, a name say, must not be on everybody's screen.
_FEWEST = 3
_LEAST_SHARE = 0.2
# And where it is so many times as frequent there as elsewhere; if any word is.
_LEAST_LIFT = 2.5
# Shorter ones name nothing; one sign of Chinese has three bytes.
_BYTES = 3


def telling(
    said: Sequence[Sequence[str]], among: Callable[[str], tuple[int, int]], most: int = WORDS
) -> list[str]:
    """The words that tell these questions best, the most telling first.

    weight(t) = p · ln(p / q),  p = share of the questions with t, q = share of all others with t

    `said` are each question's distinct words, `among` tells of a stem how many texts of
    all have it, of how many. Words of one stem count together; the commonest form is shown.

    >>> asked = [["my", "card", "came"], ["where", "is", "my", "card"], ["my", "cards"]]
    >>> telling(asked, lambda stem: ({"my": 60}.get(stem, 3), 100))  # card: 1 · ln(1 / (0.5 / 98))
    ['card']

    After: M. Grootendorst, BERTopic (2022), section 3.3, with the weight of a mutual information.
    """
    said = said[-_LATEST:]
    count = len(said)
    forms = dict[str, Counter[str]]()
    for words in said:
        for word in words:
            forms.setdefault(stem(word), Counter())[word] += 1
    weights, lifts = dict[str, float](), dict[str, float]()
    for root, spelled in forms.items():
        # Two forms in one question count twice here; no share is above 1.
        inside = min(sum(spelled.values()), count)
        if inside >= max(_FEWEST, _LEAST_SHARE * count):
            whole, of = among(root)
            outside = (max(whole - inside, 0) + 0.5) / (max(of - count, 0) + 1)
            lifts[root] = inside / count / outside
            weights[root] = inside / count * math.log(lifts[root])
    shown = {root: max(sorted(forms[root]), key=forms[root].__getitem__) for root in weights}
    long = [root for root in weights if weights[root] > 0 and len(shown[root].encode()) >= _BYTES]
    found = [root for root in long if lifts[root] >= _LEAST_LIFT] or long
    # Of words that tell as well the longest: in a young desk that is many.
    best = sorted(found, key=lambda r: (-round(weights[r], 2), -len(shown[r]), r))
    return [shown[root] for root in best[:most]]
