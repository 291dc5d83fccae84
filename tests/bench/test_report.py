"""Benchmarks read the histories of the folder that is named, or those beside the checkout."""

from __future__ import annotations

from pathlib import Path

from bench.report import ROOT, arguments, histories_in


def test_histories_are_read_where_the_environment_says() -> None:
    assert histories_in({"TACIT_DATA": "/histories"}) == Path("/histories")
    for nothing in ({}, {"TACIT_DATA": ""}):
        assert histories_in(nothing) == ROOT.parent / "shared" / "data"


def test_one_history_is_named_by_an_argument() -> None:
    named = arguments("Measures.", Path("/histories/desk"))
    assert named.parse_args([]).data == Path("/histories/desk")
    assert named.parse_args(["--data", "/other"]).data == Path("/other")
