"""Whether what an agent taught may act: the judgement of the gate over learning.

The gate's flow gathers what is known and calls `judge`; nothing here reads a
log, a clock or a text that it was not given. The first check that objects
decides; of an agent's own words scope and staleness are asked before the others
of their kind, see `verdict.judge`.

    safety    text for machines, what nobody sees
    personal  particulars of one person or one account
    sending   links to hosts that nobody else here uses
    scope     goodwill, one account's terms, another system, version, language
    stale     what an article said before it was changed
    policy    money, credentials, access, security, law: a second person
    known     what other agents said, and whether the reply is about its question
    replay    what becomes of pinned cases and of late judged questions
"""

from __future__ import annotations

from tacit.answering.gate.verdict import RULES, Claim, Verdict, judge

__all__ = ["RULES", "Claim", "Verdict", "judge"]
