"""Does erasing a person leave what a log without them would have left, and nothing of theirs?

Erases the customers with most lessons and some drawn among those with an
exemplar, in a copy of the imported workspace, and compares the state's bytes
with a fold of the same events less theirs. Then looks for their words in
every table. Figures: `erased`, `equal`, `traces`, `seconds_max`.
"""

from __future__ import annotations

import random
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable, Iterator

import psycopg
from psycopg import sql

from bench import report
from bench.desk import imported, with_home
from tacit.answering.learned import Learned
from tacit.answering.start import start
from tacit.app import App
from tacit.events import (
    ConversationOpened,
    CustomerErased,
    ExemplarPaired,
    LessonSettled,
    Logged,
    MessageReceived,
    PersonId,
    WorkspaceId,
)
from tacit.flows import people

_WORDS_FROM = 12
_COLUMNS = """
SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
AND data_type IN ('text', 'bytea', 'character varying', 'jsonb', 'json')
AND has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT')
"""
_AS_BYTES = {True: sql.SQL("{}"), False: sql.SQL("convert_to({}::text, 'UTF8')")}
_SEARCH = """
SELECT count(DISTINCT wanted) FROM {} CROSS JOIN unnest(%s::text[]) AS wanted
WHERE position(decode(wanted, 'hex') IN {}) > 0
"""


def main() -> None:
    """Erase ten customers one after the other and check after each."""
    parser = with_home(report.arguments("Erasing customers."))
    parser.add_argument("--heaviest", type=int, default=5)
    parser.add_argument("--drawn", type=int, default=5)
    options = parser.parse_args()
    with imported(options) as (app, workspace):
        chosen = choose(app, workspace, options)
        figures = erase_all(app, workspace, chosen)
    print(
        f"{figures['equal']:.0f} of {figures['erased']:.0f} equal to a log without them, "
        f"{figures['traces']:.0f} traces, slowest {figures['seconds_max']:.1f} s"
    )
    report.write(options.json, "erasure", options, figures)


def choose(app: App, workspace: WorkspaceId, options: Namespace) -> list[PersonId]:
    """The customers with most lessons, then some with an exemplar, drawn by seed."""
    owner: dict[str, PersonId] = {}
    lessons, exemplars = Counter[PersonId](), set[PersonId]()
    erased = app.store.erased(workspace)
    # Other benchmarks ask under one name, in other people's words.
    erased |= set(app.store.find_external(workspace, "person", ["bench-customer"]).values())
    for logged in app.store.read(workspace):
        match logged.event:
            case ConversationOpened(conversation_id=conversation, customer_id=customer):
                owner[conversation] = customer
            case LessonSettled(conversation_id=conversation):
                lessons[owner[conversation]] += 1
            case ExemplarPaired(conversation_id=conversation):
                exemplars.add(owner[conversation])
    heaviest = [who for who, _ in lessons.most_common() if who not in erased][: options.heaviest]
    rest = sorted(exemplars - set(heaviest) - erased)
    return heaviest + random.Random(options.seed).sample(rest, options.drawn)


def erase_all(app: App, workspace: WorkspaceId, chosen: list[PersonId]) -> dict[str, float]:
    """Erase each, compare, and look for traces of their words."""
    equal, traces, slowest = 0, 0, 0.0
    for person in chosen:
        phrases = phrases_of(app, workspace, person)
        began = time.perf_counter()
        people.erase(app.port, workspace, person)
        with app.port.learned(workspace) as learned:
            state = learned.to_bytes()
        slowest = max(slowest, time.perf_counter() - began)
        equal += state == without(app, workspace).to_bytes()
        found = find_traces(app, workspace, person, phrases)
        traces += len(found)
        where = ", ".join(sorted(set(found))) or "none"
        print(f"{person}: {len(phrases)} phrases looked for, found in: {where}", flush=True)
    return {
        "erased": len(chosen),
        "equal": equal,
        "traces": traces,
        "seconds_max": slowest,
    }


def phrases_of(app: App, workspace: WorkspaceId, person: PersonId) -> list[str]:
    """A telling stretch of each text of theirs and of the conversations they opened."""
    theirs, conversations = list[str](), set[str]()
    for logged in app.store.read(workspace):
        event = logged.event
        if isinstance(event, ConversationOpened) and event.customer_id == person:
            conversations.add(event.conversation_id)
        if isinstance(event, MessageReceived) and (
            event.conversation_id in conversations or event.author_id == person
        ):
            theirs.append(event.message_id)
    texts = app.store.bodies(workspace, theirs).values()
    telling = {text[:60] for text in texts if len(text.strip()) >= _WORDS_FROM}
    return sorted(telling - said_by_others(app, workspace, set(theirs), telling))


def said_by_others(
    app: App, workspace: WorkspaceId, theirs: set[str], telling: set[str]
) -> set[str]:
    """Phrases that other people's texts hold too, such as "I have the same problem"."""
    others = [
        logged.event.message_id
        for logged in app.store.read(workspace, kinds=[MessageReceived.kind])
        if isinstance(logged.event, MessageReceived) and logged.event.message_id not in theirs
    ]
    found = set[str]()
    for begin in range(0, len(others), 5000):
        held = app.store.bodies(workspace, others[begin : begin + 5000])
        found |= {each for each in telling - found if any(each in t for t in held.values())}
    return found


def without(app: App, workspace: WorkspaceId) -> Learned:
    """The state of a log that never held the erased: their events are not folded at all.

    This does not use the state's own rule for skipping people: it leaves the
    events out before they reach a state that knows of no erasure.
    """
    gone = app.store.erased(workspace)
    learned = start(app.port.embedder.dimensions, target=app.settings.budget)
    app.port.follower.feed(workspace, learned, left(app.store.read(workspace), gone))
    return learned


def left(events: Iterable[Logged], gone: set[PersonId]) -> Iterator[Logged]:
    """The events of a log, those of some people and of the conversations they opened left out."""
    conversations = set[str]()
    for logged in events:
        event = logged.event
        if isinstance(event, ConversationOpened) and event.customer_id in gone:
            conversations.add(event.conversation_id)
        about = getattr(event, "conversation_id", getattr(event, "entry_id", None))
        if about in conversations or logged.actor.id in gone or isinstance(event, CustomerErased):
            continue
        yield logged


def find_traces(
    app: App, workspace: WorkspaceId, person: PersonId, phrases: list[str]
) -> list[str]:
    """Every column of every table in which one of the phrases, or their row, still stands."""
    found = ["people"] if app.store.people(workspace, [person]) else []
    wanted = [phrase.encode().hex() for phrase in phrases]
    with psycopg.connect(app.store.url, autocommit=True) as connection:
        connection.execute("SET ROLE tacit_app")
        connection.execute("SELECT set_config('tacit.workspace', %s, false)", [workspace])
        for schema, table, column, kind in connection.execute(_COLUMNS).fetchall():
            name = sql.SQL(".").join(map(sql.Identifier, (schema, table)))
            cell = _AS_BYTES[kind == "bytea"].format(sql.Identifier(column))
            query = sql.SQL(_SEARCH).format(name, cell)
            row = connection.execute(query, [wanted]).fetchone()
            found += [f"{table}.{column}"] * (row[0] if row else 0)
    return found


if __name__ == "__main__":
    main()
