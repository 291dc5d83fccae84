"""What took two hours with a person takes under a minute three months later, in other words."""

from __future__ import annotations

from datetime import timedelta

from tacit.events import Actor
from tacit.flows import approval
from tests.cast import Shop
from tests.flows.test_phrasings import shop, telling

FIRST = "The kettle trips the fuse whenever I start it at my desk"
LATER = "Turning on my kettle blows the circuit breaker every time"
# What others asked in between, to whom agents gave the same answer.
AGAIN = (
    "The fuse goes when the kettle is switched on", "Kettle keeps tripping the fuse box",
    "When the kettle boils the power in the office goes out",
    "My kettle trips the switch as soon as it heats", "The kettle cuts the electricity",
    "Our kitchen loses power when we boil water in the kettle",
    "The lights go out when I use the kettle", "The kettle overloads the socket",
    "Fuse blown again by the kettle", "The kettle trips the main switch at work",
)  # fmt: skip
FIX = "Plug it straight into the wall: extension leads are too weak for a kettle."

__all__ = ["shop"]


def test_a_paraphrase_three_months_later_is_answered_at_once(shop: Shop) -> None:
    """It failed, a person resolved it after two hours, and it was learned."""
    assert telling(LATER) & telling(" ".join((FIRST, *AGAIN))) <= {"kettl", "on"}
    shop.mode("auto")
    early = shop.asks(FIRST)
    assert early.delivered == []
    assert early.decision.action == "hand_off"
    shop.clock.advance(minutes=120)
    early.replies(FIX, shop.ines, publish=True)
    took = shop.clock.now - early.logged[0].at
    assert took >= timedelta(hours=2)
    early.says("Thanks, that worked!")
    approval.let_pass(shop.port, shop.workspace, early.entry_id, Actor("agent", shop.jonas))
    for text in AGAIN:
        shop.wait(24 * 9)
        shop.asks(text, shop.bruno).replies("See this.", shop.jonas, cites=early.entry_id)
    late = shop.asks(LATER)
    (answer,) = late.delivered
    assert answer.cites == [early.entry_id]
    assert FIX in late.text_of(answer.message_id)
    delivered = next(e for e in late.logged if e.event == answer)
    assert delivered.at - late.logged[0].at < timedelta(minutes=1)
    late.says("Thanks, that solved it.")
    assert late.state.resolution == "confirmed"
