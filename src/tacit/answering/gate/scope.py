"""Whether a reply is a rule or an exception, and for whom it holds.

Goodwill and one account's terms are no rule, however often they are said. What
is told for another system, version or language than the customer's is right
elsewhere. The gate asks it of a reply's own words. Pure.
"""

from __future__ import annotations

import re

# A favour, done once: named as one, or told as what somebody did for this customer.
_GOODWILL = re.compile(
    r"\bgood ?will\b|\bas an? (?:[\w-]+ )?(?:courtesy|favou?r)\b|\b(?:on the house|kulanz|"
    r"ausnahmsweise|geste commerciale)\b|\b(?:just|only) (?:for )?(?:this (?:once|time)|once)\b|"
    r"\bone[- ](?:time|off) (?:courtesy|exception|favou?r|gesture|credit)\b|"
    r"\bexception (?:for|in) (?:you|your)\b|\b(?:normally|usually|ordinarily),? we (?:do not|"
    r"don['’]t|would not|wouldn['’]t|cannot|can['’]t)\b|"
    r"\b(?:I|we)(?: have|['’]ve)? (?:just |now |also |already )?(?!\w+ed (?:to|that|if))"
    r"(?:\w{3,}ed|made|done|set|put|sent|kept|given|gave) [^.\n]{0,50}"
    r"\b(?:for you|(?:to|from|in|on) your (?:account|invoice|order|subscription)|on our side)\b",
    re.IGNORECASE,
)
_FIRM = r"(?:company|organi[sz]ation|firm|employer)"
# What one account agreed on.
_TERMS = re.compile(
    rf"\b(?:your|their|our) (?:{_FIRM}['’]?s? )?(?:contract|agreement|account manager|sla|terms)\b|"
    rf"\b(?:contract|agreement|arrangement) with (?:you|your|us)\b|\bas agreed with\b|"
    rf"\b(?:for|under|with) your {_FIRM}['’]?s?,? (?:we|terms|plan|rate|limit|conditions)\b|"
    rf"\byour {_FIRM} has (?:an?|the|its|special)\b|"
    r"\b(?:special|custom|individual|negotiated) (?:arrangement|agreement|terms|rate|contract)\b|"
    # What only one customer's papers say, or was bought, granted or settled with this one.
    r"\b(?:side letter|order form|statement of work|addendum|amendment|design partners?|msa)\b|"
    r"\byour (?:own )?(?:deal|quote|renewal|discount|rate card|pricing|dedicated \w+)\b|"
    r"\b(?:deal|discount|rate|price|exemption)(?: that)? (?:we|I|sales) (?:made|gave|granted|"
    r"agreed|settled|promised|offered)\b|"
    r"\b(?:settled|agreed|negotiated|arranged|signed) (?:this |that |it )?with you\b|"
    r"\byou (?:have )?(?:signed|bought|paid|negotiated) (?:for )?(?:the |our )?[\w-]+ (?:support|"
    r"plan|tier|package|seats?)\b|\bin your case the (?:fee|charge|limit|price|quota)\b|"
    r"\bof your own for you\b|\bfor you,? (?:we|I)(?: have|['’]ve)? \w{3,}ed\b",
    re.IGNORECASE,
)
# What one plan has; its name is written large.
_PLAN = re.compile(
    r"\b(?:[Yy]our|[Tt]he|[Oo]n|[Ii]n|[Ww]ith|[Oo]f)(?: the| your| our)? (?:[A-Z][a-z]+ ){1,2}"
    r"(?:plan|tier|edition|package|subscription)\b|"
    r"\byou(?: are|['’]re) on (?:the |our )?(?:Enterprise|Business|Premium|Professional|Pro|Plus|"
    r"Team|Standard|Basic|Starter|Free)\b"
)
_SYSTEMS = {
    "mac": re.compile(r"\bmac(?:os|book| ?os(?: x)?|intosh)?\b|\bos x\b|\bimac\b|\bapple\b", re.I),
    "windows": re.compile(r"\bwin(?:dows)?(?: ?(?:xp|7|8|10|11))?\b|\bmicrosoft windows\b", re.I),
    "linux": re.compile(
        r"\blinux\b|\bubuntu\b|\bdebian\b|\bfedora\b|\bmint\b|\bsuse\b|\bkde\b", re.I
    ),
    "android": re.compile(r"\bandroid\b", re.I),
    "ios": re.compile(r"\bios\b|\biphone\b|\bipad\b", re.I),
}
# A dotted number, or one behind a word for versions or behind what one uses: in 115, with App 115.
_VERSION = re.compile(
    r"(?<![\w.:/-])(?:v(?:er(?:sion|\.)?)? ?)?(\d{1,4})(?:\.\d{1,3}){1,3}"
    r"(?![\w:/-]|\.\d| ?(?:MB|GB|KB|%))|"
    r"\b(?:[Vv]ersion|[Vv]er\.?|v|[Rr]elease) ?(\d{2,4})\b(?![:/.-]\d)|"
    r"\b(?:[Ii]n|[Oo]n|[Ww]ith|[Ss]ince|from|[Ff]or|of|to|[Uu]s(?:e|ing)|have|[Rr]unning|about|"
    r"under) (?:(?!Win|Mac|Ubuntu|Linux|Android|iOS|Office|Outlook)[A-Z]\w+ )?(\d{2,4})\b"
    r"(?! ?(?:MB|GB|KB|%|(?!is\b|was\b|has\b|does\b)\w+s\b)|[:/.,-]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# What a reply tells somebody to go to is no version that it is for.
_GOING_TO = re.compile(
    r"\b(?:up(?:dat|grad)(?:e|ed|es|ing)|go|going|move|moving|switch(?:ing)?)\b[^.\n]{0,20}?"
    r"\bto(?: [A-Za-z]+)? v?\d+(?:\.\d+)*",
    re.IGNORECASE,
)

# A reply that compares versions is for more than the one that it names.
_COMPARED = re.compile(
    r"\b(?:same|identical|prior|previous|earlier|older|upcoming|future|will appear)\b",
    re.IGNORECASE,
)


def exception(text: str, company: str) -> str | None:
    """Why a reply is no rule: goodwill, one account's terms, a plan; None where it is one.

    >>> exception("As a gesture of goodwill we sent a new one.", "")
    'goodwill'
    >>> exception("I have raised the quota for you.", "")
    'goodwill'
    >>> exception("Add a security exception for the certificate.", "")
    """
    if _names(text, company):
        return "account_terms"
    for rule, pattern in (("goodwill", _GOODWILL), ("account_terms", _TERMS), ("plan", _PLAN)):
        if pattern.search(text):
            return rule
    return None


def tells_terms(text: str, company: str) -> bool:
    """Whether a reply tells one account's terms, whatever else is no rule in it.

    >>> tells_terms("In your contract it says that we set this up for you.", "")
    True
    """
    return _names(text, company) or bool(_TERMS.search(text))


def _names(text: str, company: str) -> bool:
    return bool(company) and bool(re.search(rf"\b{re.escape(company)}\b", text))


def systems(text: str) -> set[str]:
    """The systems that a text names.

    >>> sorted(systems("On my MacBook, not on Windows 11"))
    ['mac', 'windows']
    """
    return {name for name, pattern in _SYSTEMS.items() if pattern.search(text)}


def elsewhere(question: str, reply: str) -> str | None:
    """The system that a reply is for where the customer named others alone; None for none.

    >>> elsewhere("On Windows 10 it is slow", "On a Mac, press Option.")
    'mac'
    """
    asked, told = systems(question), systems(reply)
    return min(told) if asked and told and not asked & told else None


def versions(text: str) -> set[str]:
    """The major numbers of the versions that a text names.

    >>> sorted(versions("Since 115.2 and in version 102, within 30 days, on port 993, in 2023."))
    ['102', '115']
    """
    found = {next(filter(None, each)) for each in _VERSION.findall(text)}
    return {each for each in found if not _YEAR.fullmatch(each)}


def other_version(question: str, reply: str) -> str | None:
    """The version that a reply is for where the customer named others alone; None for none.

    >>> other_version("I use 102.13.0.", "In 115 it is in the menu.")
    '115'
    >>> other_version("Where is it on Windows 11?", "In 115 it is in the menu.")
    >>> other_version("I use 102.13.0.", "Going to 115 helps.")
    >>> other_version("I use 102.13.0.", "It is the same as in version 115.")
    """
    if _COMPARED.search(reply):
        return None
    asked, told = versions(question), versions(_GOING_TO.sub("", reply))
    return min(told) if asked and told and not asked & told else None
