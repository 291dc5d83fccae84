"""The product's settings: one field each, with its unit, default and reason.

Read from the environment by the doors; printed by `tacit settings`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One setting as people see it."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("TACIT_HOME", "~/.local/share/tacit", "Folder of the embedded database."),
    Setting("TACIT_DATABASE_URL", "", "Owner's address of a PostgreSQL 17+ to use instead of it."),
    Setting(
        "TACIT_EMBEDDING",
        "bundled",
        "Model that turns text into vectors: bundled, onnx:FOLDER or https://HOST/v1#MODEL.",
    ),
    Setting("TACIT_EMBEDDING_KEY", "", "Key of that embeddings server, if it wants one."),
    Setting(
        "TACIT_BUDGET",
        "0.05",
        "Error budget: the share of the answers given alone that may be wrong, 0 to 1.",
    ),
    Setting("TACIT_WORKSPACE", "main", "Workspace that commands work on."),
    Setting("TACIT_HOST", "127.0.0.1", "Address that `tacit serve` listens on; loopback alone."),
    Setting("TACIT_PORT", "8080", "Port that `tacit serve` listens on."),
    Setting(
        "TACIT_RATE",
        "200",
        "Requests a second that one key may send; twice as many at once.",
    ),
    Setting(
        "TACIT_FAST_SECONDS",
        "60",
        "Seconds after an answer within which asking for a person counts as at once.",
    ),
)


class WrongSetting(ValueError):
    """A setting that cannot be; the message names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """The settings as read."""

    home: Path
    database_url: str | None = None
    embedding: str = "bundled"
    budget: float = 0.05
    workspace: str = "main"
    host: str = "127.0.0.1"
    port: int = 8080
    rate: float = 200
    fast_seconds: int = 60


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment; raises WrongSetting for one that cannot be."""
    given = os.environ if environment is None else environment
    values = {each.name: given.get(each.name) or each.default for each in SETTINGS}
    return Settings(
        Path(values["TACIT_HOME"]).expanduser(),
        values["TACIT_DATABASE_URL"] or None,
        values["TACIT_EMBEDDING"],
        _budget(values["TACIT_BUDGET"]),
        values["TACIT_WORKSPACE"],
        values["TACIT_HOST"],
        _port(values["TACIT_PORT"]),
        _rate(values["TACIT_RATE"]),
        _seconds(values["TACIT_FAST_SECONDS"]),
    )


def _budget(text: str) -> float:
    budget = _number(text)
    if not 0 < budget < 1:
        raise WrongSetting(f"TACIT_BUDGET is {text!r}; write a share such as 0.05 (5% wrong)")
    return budget


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 65536:
        raise WrongSetting(f"TACIT_PORT is {text!r}; write a port such as 8080 (0: any free one)")
    return int(text)


def _rate(text: str) -> float:
    rate = _number(text)
    if not 0 < rate < 1e9:
        raise WrongSetting(f"TACIT_RATE is {text!r}; write requests a second such as 200")
    return rate


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 86_400:
        raise WrongSetting(
            f"TACIT_FAST_SECONDS is {text!r}; write seconds such as 60, a day at most"
        )
    return int(text)


def _number(text: str) -> float:
    """A number, or -1 for what is none: no setting here may be below 0."""
    try:
        return float(text)
    except ValueError:
        return -1.0
