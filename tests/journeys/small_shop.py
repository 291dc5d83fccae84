"""A small shop with five articles and six conversations, and a terminal to ask it from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

TACIT = Path(sys.executable).with_name("tacit")

ARTICLES = {
    "password": ("Change your password", "Open **Account › Password** and type a new one."),
    "refund": ("Get your money back", "Open the order and choose **Return**."),
    "tracking": ("Follow your parcel", "Open the order and choose **Where is it**."),
    "plan": ("End or pause your plan", "Open **Account › Plan** and choose **Pause** or **End**."),
    "invoice": ("Find your invoices", "All of them are under **Account › Papers** as PDF."),
}
# Customer, question, agent, reply, cited article.
CONVERSATIONS = [
    ("ana", "I cannot remember my password", "bo", "Choose a new one.", "password"),
    ("ben", "Where is my parcel? It should be here.", "bo", "Have a look here.", "tracking"),
    ("cho", "I want my money back for the blue lamp", "eve", "Return it like this.", "refund"),
    ("ana", "Where do I find last year's invoices?", "bo", "Under Papers.", "invoice"),
    ("ben", "How do I stop my plan?", "eve", "Pause it or end it.", "plan"),
    ("cho", "Do you wrap lamps as a gift?", "eve", "We do: choose the ribbon.", None),
]


@dataclass(frozen=True)
class Shop:
    """The shop's history and the data folder that it was taken into.

    `first` is what that said; `settings` are those of every command, which sees no others.
    """

    home: Path
    history: Path
    first: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def tacit(self, *words: str, lines: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run one command in a process of its own; `lines` are typed into it."""
        return subprocess.run(
            [TACIT, *words],
            input="".join(f"{line}\n" for line in lines),
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        """What a command finds: the machine's environment, with this shop's settings alone."""
        others = {name: told for name, told in os.environ.items() if not name.startswith("TACIT_")}
        return {**others, "TACIT_HOME": str(self.home), "COLUMNS": "160", **self.settings}

    def says(self, *words: str, lines: tuple[str, ...] = ()) -> str:
        """What a command prints that must end well."""
        done = self.tacit(*words, lines=lines)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def rows() -> list[dict[str, object]]:
    """The shop's history in the shape that a person would write."""
    return [
        *(
            {
                "kind": "article",
                "external_id": name,
                "title": title,
                "markdown": text,
                "url": f"https://help.shop.example/{name}",
                "language": "en",
            }
            for name, (title, text) in ARTICLES.items()
        ),
        *(conversation(day, *told) for day, told in enumerate(CONVERSATIONS, 1)),
    ]


def conversation(
    day: int, customer: str, question: str, agent: str, reply: str, cited: str | None
) -> dict[str, object]:
    return {
        "kind": "conversation",
        "external_id": f"talk-{day}",
        "customer": {"external_id": customer},
        "messages": [
            {
                "author": {"kind": "customer"},
                "text": question,
                "at": f"2026-03-{day:02}T09:00:00Z",
            },
            {
                "author": {"kind": "agent", "external_id": agent},
                "text": reply,
                "at": f"2026-03-{day:02}T10:00:00Z",
                "cites": [cited] if cited else [],
            },
        ],
    }


def write_history(folder: Path) -> Path:
    """The shop's history as a file."""
    history = folder / "history.ndjson"
    history.write_text("".join(json.dumps(row) + "\n" for row in rows()))
    return history
