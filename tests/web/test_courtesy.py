"""What is read ahead steps aside for requests, for as long as it worked and no longer."""

from __future__ import annotations

from tacit.web.courtesy import Courtesy


class Clock:
    """Time that passes by sleeping, or by being told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def waited(clock: Clock, courtesy: Courtesy, worked: float) -> float:
    """How long it steps aside after so much work."""
    clock.now += worked
    before = clock.now
    courtesy.step_aside()
    return round(clock.now - before, 3)


def test_nobody_inside_is_not_waited_for() -> None:
    clock = Clock()
    courtesy = Courtesy(clock=clock, sleep=clock.sleep)
    courtesy.step_aside()
    assert waited(clock, courtesy, 0.5) == 0


def test_reading_waits_as_long_as_it_worked_while_somebody_is_inside() -> None:
    clock = Clock()
    courtesy = Courtesy(inside=1, clock=clock, sleep=clock.sleep)
    courtesy.step_aside()
    assert waited(clock, courtesy, 0.1) == 0.1
    assert waited(clock, courtesy, 0.0) == 0
    # What nobody needed is kept, for two seconds at most.
    courtesy.inside = 0
    assert waited(clock, courtesy, 30.0) == 0
    courtesy.inside = 2
    assert waited(clock, courtesy, 0.0) in (2.0, 2.002)  # a nap more or less


def test_reading_goes_on_as_soon_as_the_last_one_left() -> None:
    clock = Clock()
    courtesy = Courtesy(inside=1, clock=clock, sleep=clock.sleep)

    def leaves(seconds: float) -> None:
        clock.sleep(seconds)
        courtesy.inside = int(clock.now < 1.01)

    courtesy.sleep = leaves
    courtesy.step_aside()
    assert waited(clock, courtesy, 1.0) == 0.01
