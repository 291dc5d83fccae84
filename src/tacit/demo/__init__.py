"""An invented desk to look at: a year of Quaybill, a company that does not exist.

`tacit run` rehearses it; tests, worlds and documents meet the same people. What
is written lies beside this file as people.toml, articles/ and conversations/,
README.md says who they are, what happened when, and how to write more of it.
`rows` tells it all as rows that `connectors/ndjson` reads. It knows nothing of
the product.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

from tacit.demo.days import WRITTEN_UNTIL, Days
from tacit.demo.pages import Row, WrongPage, articles
from tacit.demo.talks import Cast, WrongTalk, conversations

__all__ = ["FOLDER", "WRITTEN_UNTIL", "Row", "WrongPage", "WrongTalk", "rows"]

FOLDER = Path(__file__).parent


def rows(ends_on: date = WRITTEN_UNTIL) -> Iterator[Row]:
    """The whole history as rows of `connectors/ndjson`, so moved that it ends on this day.

    Accounts and customers come first, then articles, then conversations in the
    order in which they were opened. Equal days give equal rows.
    """
    days = Days(ends_on)
    people = tomllib.loads(days.told((FOLDER / "people.toml").read_text("utf-8")))
    pages = list(articles(FOLDER / "articles", days))
    companies = people["accounts"].items()
    accounts = ({"kind": "account", "external_id": name, **told} for name, told in companies)
    writers = {name: _customer(name, told) for name, told in people["customers"].items()}
    customers = ({"kind": "customer", **told} for told in writers.values())
    cast = Cast(
        writers, set(people["agents"]), {page["external_id"]: page["url"] for page in pages}
    )
    return chain(accounts, customers, pages, conversations(FOLDER / "conversations", days, cast))


def _customer(name: str, told: dict[str, str]) -> Row:
    company = told["account"]
    return {
        "external_id": name,
        "name": told["name"],
        "email": f"{name}@{company}.example.com",
        "account": {"external_id": company},
        "traits": {"role": told["role"], "language": told["language"]},
    }
