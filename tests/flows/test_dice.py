"""The system's dice fall fairly, for every width, and never twice the same for two threads."""

from __future__ import annotations

import threading

from tacit.flows.port import SystemDice


def test_a_throw_has_as_many_bits_as_were_asked_for() -> None:
    dice = SystemDice()
    for bits in (1, 12, 62, 64, 65, 128):
        thrown = [dice.getrandbits(bits) for _ in range(200)]
        assert all(0 <= each < 1 << bits for each in thrown)
        assert any(each >> bits - 1 for each in thrown), "also the highest bit falls"


def test_no_throw_comes_twice_whoever_throws() -> None:
    dice, thrown = SystemDice(), list[int]()

    def throw() -> None:
        thrown.extend([dice.getrandbits(62) for _ in range(5000)])

    threads = [threading.Thread(target=throw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(thrown)) == len(thrown) == 40_000
