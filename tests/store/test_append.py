"""What an append promises: all or nothing, in order, and only where it was read."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest

from tacit.events import (
    ConversationReturned,
    FeedbackGiven,
    ModeSet,
    Stream,
    WorkspaceId,
)
from tacit.store.batch import AlreadyKnown, Appended, Batch, Conflict, ExternalId, Job, Refused
from tacit.store.log import Store
from tests.store.batches import NOW, fresh, minutes, new, talk


def test_positions_begin_at_one_and_have_no_gap(store: Store, workspace: WorkspaceId) -> None:
    first = store.append(talk().batch(workspace))
    second = store.append(talk().batch(workspace))
    assert (first.first, first.last, second.first, second.last) == (1, 2, 3, 4)
    assert store.head(workspace) == 4


def test_positions_are_dense_whoever_writes_at_once(store: Store, workspace: WorkspaceId) -> None:
    appended: list[Appended] = []

    def write() -> None:
        for _ in range(10):
            appended.append(store.append(talk().batch(workspace)))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.first for each in appended) == list(range(1, 161, 2))
    assert [event.position for event in store.read(workspace)] == list(range(1, 161))
    assert store.verify(workspace).is_clean


def test_a_stream_that_moved_is_a_conflict_and_nothing_is_written(
    store: Store, workspace: WorkspaceId
) -> None:
    conversation = talk()
    store.append(conversation.batch(workspace))
    returned = new(ConversationReturned(conversation.conversation))
    late = Batch(workspace, (returned,), NOW, expected={conversation.stream: 1})
    with pytest.raises(Conflict):
        store.append(late)
    assert store.head(workspace) == 2
    assert store.append(replace(late, expected={conversation.stream: 2})).first == 3


def test_a_stream_is_followed_past_nine(store: Store, workspace: WorkspaceId) -> None:
    # Positions are numbers: as texts, "9" would come after "10".
    last = 0
    for _ in range(12):
        mode = (new(ModeSet("*", "observe")),)
        last = store.append(
            Batch(workspace, mode, NOW, expected={Stream("autonomy", "*"): last})
        ).last
    assert last == 12


def test_creating_is_expecting_nothing(store: Store, workspace: WorkspaceId) -> None:
    conversation = talk()
    store.append(conversation.batch(workspace))
    with pytest.raises(Conflict):
        store.append(conversation.batch(workspace, bodies=(), external_ids=()))


def test_a_conflict_in_the_middle_spares_its_neighbours(
    store: Store, workspace: WorkspaceId
) -> None:
    one, two = talk(), talk()
    batches = [
        one.batch(workspace),
        one.batch(workspace, bodies=(), external_ids=()),
        two.batch(workspace),
    ]
    first, conflict, third = store.append_many(batches)
    assert isinstance(conflict, Conflict)
    assert first == Appended(1, 2, NOW)
    assert third == Appended(3, 4, NOW)
    assert store.verify(workspace).is_clean


def test_a_merged_batch_sees_those_before_it(store: Store, workspace: WorkspaceId) -> None:
    one = talk()
    follow = Batch(
        workspace,
        (new(ConversationReturned(one.conversation)),),
        NOW,
        expected={one.stream: 2},
        unique=(("returned", one.conversation),),
    )
    again = replace(follow, events=(new(ConversationReturned(one.conversation)),), expected={})
    _, followed, known = store.append_many([one.batch(workspace), follow, again])
    assert isinstance(followed, Appended)
    assert isinstance(known, AlreadyKnown)
    assert known.id == follow.events[0].event_id


def test_a_row_that_the_database_refuses_spares_its_neighbours(
    store: Store, workspace: WorkspaceId
) -> None:
    one, two, three = talk(), talk(), talk()
    twice = two.batch(workspace, bodies=(two.body, two.body))
    first, refused, third = store.append_many([one.batch(workspace), twice, three.batch(workspace)])
    assert isinstance(refused, psycopg.errors.UniqueViolation)
    assert isinstance(first, Appended)
    assert isinstance(third, Appended)
    assert (first.first, third.first, store.head(workspace)) == (1, 3, 4)


def test_a_float_is_refused_and_leaves_no_gap(store: Store, workspace: WorkspaceId) -> None:
    one, two = talk(), talk()
    wrong = FeedbackGiven(one.conversation, "thumb", 0.5)  # type: ignore[arg-type]
    outcomes = store.append_many([Batch(workspace, (new(wrong),), NOW), two.batch(workspace)])
    assert isinstance(outcomes[0], TypeError)
    assert outcomes[1] == Appended(1, 2, NOW)


def test_what_arrived_before_the_answer_was_lost_is_not_written_again(
    store: Store, workspace: WorkspaceId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: psycopg.Transaction, *failure: object) -> bool:
        monkeypatch.undo()  # the next commit is answered
        committed(self, *failure)
        raise psycopg.OperationalError("the server closed the connection")

    committed = psycopg.Transaction.__exit__
    monkeypatch.setattr(psycopg.Transaction, "__exit__", cut)
    batch = talk().batch(workspace)
    assert store.append(batch) == Appended(1, 2, NOW)
    assert store.append(talk().batch(workspace)) == Appended(3, 4, NOW)
    assert store.verify(workspace).is_clean


def test_known_says_more_than_conflict(store: Store, workspace: WorkspaceId) -> None:
    batch = talk().batch(workspace)
    store.append(batch)
    with pytest.raises(AlreadyKnown):
        store.append(batch)


def test_a_known_external_id_answers_with_what_is_stored(
    store: Store, workspace: WorkspaceId
) -> None:
    first, retried = talk(), talk()
    store.append(first.batch(workspace, external_ids=(ExternalId("message", "x", first.message),)))
    with pytest.raises(AlreadyKnown) as known:
        store.append(
            retried.batch(workspace, external_ids=(ExternalId("message", "x", retried.message),))
        )
    assert known.value.id == first.message
    assert store.find_external(workspace, "message", ["x", "y"]) == {"x": first.message}
    assert store.external_of(workspace, first.message) == [("message", "x")]


def test_a_unique_key_is_used_once(store: Store, workspace: WorkspaceId) -> None:
    key = ("decision", "m-1", "0")
    kept = talk().batch(workspace, unique=(key,))
    store.append(kept)
    with pytest.raises(AlreadyKnown) as known:
        store.append(talk().batch(workspace, unique=(key,)))
    assert known.value.id == kept.events[0].event_id


def test_recorded_at_never_runs_back_but_at_may(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace))
    earlier = NOW - minutes(60)
    mode = new(ModeSet("*", "observe"), at=earlier)
    appended = store.append(Batch(workspace, (mode,), earlier, "import"))
    assert appended.recorded_at == NOW
    last = list(store.read(workspace))[-1]
    assert (last.at, last.recorded_at) == (earlier, NOW)


def test_along_a_history_each_event_is_recorded_when_it_happened(
    store: Store, workspace: WorkspaceId
) -> None:
    store.append(talk().batch(workspace, origin="rehearsal"))
    times = [NOW + minutes(count) for count in (-5, 3, 2, 7)]
    events = tuple(new(ModeSet("*", "observe"), at) for at in times)
    appended = store.append(Batch(workspace, events, NOW, "import", is_history=True))
    assert appended.recorded_at == NOW + minutes(7)
    logged = list(store.read(workspace, after=2))
    assert [each.at for each in logged] == times
    recorded = [NOW + minutes(count) for count in (0, 3, 3, 7)]
    assert [each.recorded_at for each in logged] == recorded, "it never runs back"
    assert store.position_at(workspace, NOW + minutes(4)) == 5
    assert store.verify(workspace).is_clean


def test_a_history_in_a_live_workspace_is_recorded_now(
    store: Store, workspace: WorkspaceId
) -> None:
    store.append(talk().batch(workspace))
    events = tuple(new(ModeSet("*", "observe"), NOW - minutes(each)) for each in (9, 8))
    clock = NOW + minutes(1)
    store.append(Batch(workspace, events, clock, "import", is_history=True))
    assert [each.recorded_at for each in store.read(workspace, after=2)] == [clock] * 2


def test_what_has_not_happened_yet_is_refused(store: Store, workspace: WorkspaceId) -> None:
    clock = datetime.now(UTC)
    for at, recorded_at in ((clock + minutes(9), NOW), (NOW, clock + minutes(9))):
        with pytest.raises(Refused):
            store.append(Batch(workspace, (new(ModeSet("*", "auto"), at),), recorded_at))
    assert (
        store.append(
            Batch(workspace, (new(ModeSet("*", "auto"), clock + minutes(1)),), clock)
        ).first
        == 1
    )  # two computers' clocks may differ


def test_a_live_workspace_takes_no_rehearsal(store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace, origin="rehearsal"))
    assert not store.is_live(workspace)
    rehearsed, refused = store.append_many(
        [talk().batch(workspace), talk().batch(workspace, origin="rehearsal")]
    )
    assert isinstance(rehearsed, Appended)
    assert isinstance(refused, Refused)
    assert store.is_live(workspace)
    with pytest.raises(Refused):
        store.append(talk().batch(workspace, origin="rehearsal"))
    assert store.append(talk().batch(workspace, origin="import")).last == 6


def test_a_workspace_that_is_not_there_is_refused(store: Store) -> None:
    nowhere = WorkspaceId("00000000-0000-4000-8000-000000000000")
    with pytest.raises(Refused):
        store.append(talk().batch(nowhere))


def test_events_come_back_as_they_were(store: Store, workspace: WorkspaceId) -> None:
    conversation = talk()
    batch = conversation.batch(workspace)
    store.append(batch)
    assert [each.event for each in store.read(workspace)] == [e.event for e in batch.events]
    assert store.read_stream(workspace, conversation.stream) == list(store.read(workspace))
    assert store.read_stream(workspace, Stream("conversation", "c-none")) == []


def test_reading_takes_a_part(store: Store, workspace: WorkspaceId) -> None:
    store.append_many([talk().batch(workspace) for _ in range(5)])
    assert [e.position for e in store.read(workspace, after=3, upto=6)] == [4, 5, 6]
    assert [e.position for e in store.read(workspace, after=8, limit=1)] == [9]
    opened = store.read(workspace, kinds=["conversation.opened"], limit=3)
    assert [e.position for e in opened] == [1, 3, 5]
    assert list(store.read(workspace, kinds=[])) == []


def test_a_past_day_knows_what_was_recorded_by_then(store: Store, workspace: WorkspaceId) -> None:
    for hour in range(3):
        store.append(talk().batch(workspace, recorded_at=NOW + minutes(60 * hour)))
    assert store.position_at(workspace, NOW - minutes(1)) == 0
    assert store.position_at(workspace, NOW + minutes(60)) == 4
    assert store.position_at(workspace, NOW + minutes(61)) == 4


def test_a_job_is_enqueued_with_its_append_and_once_a_key(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    key = fresh("silence")
    job = Job("settle", NOW, {"conversation_id": "c"}, key)
    one = talk()
    store.append(one.batch(workspace, jobs=(job, job)))
    store.append(talk().batch(workspace, jobs=(job,)))
    store.append_many([one.batch(workspace, jobs=(replace(job, key=fresh("never")),))])
    found = superuser.execute(
        "SELECT task_name, args, scheduled_at FROM procrastinate_jobs"
        " WHERE args ->> 'workspace' = %s",
        [workspace],
    ).fetchall()
    assert found == [("settle", {"workspace": workspace, "conversation_id": "c"}, NOW)]


def test_jobs_without_a_key_are_all_enqueued(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection
) -> None:
    jobs = (Job("answer", NOW, {"n": "1"}), Job("answer", NOW, {"n": "2"}))
    store.append(talk().batch(workspace, jobs=jobs))
    found = superuser.execute(
        "SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'workspace' = %s", [workspace]
    ).fetchone()
    assert found == (2,)


@pytest.mark.parametrize("is_by_append", [False, True])
def test_a_job_that_nobody_began_is_taken_back(
    store: Store, workspace: WorkspaceId, superuser: psycopg.Connection, *, is_by_append: bool
) -> None:
    """Not by another workspace, nor by an append that was refused."""
    keys = [fresh("follow"), fresh("follow"), fresh("follow")]
    jobs = tuple(Job("answer", NOW, {"n": key}, key) for key in keys)
    store.append(talk().batch(workspace, jobs=jobs))
    superuser.execute(
        "UPDATE procrastinate_jobs SET status = 'doing' WHERE args ->> 'n' = %s", [keys[1]]
    )
    needless = (*keys[:2], fresh("never"))
    if is_by_append:
        other = store.create_workspace(fresh("other"))
        store.append(talk().batch(other, taken_back=tuple(keys)))
        refused = talk()
        moved = refused.batch(workspace, taken_back=(keys[2],), expected={refused.stream: 9})
        with pytest.raises(Conflict):
            store.append(moved)
        store.append(talk().batch(workspace, taken_back=needless))
    else:
        store.drop_jobs(workspace, needless)
    left = superuser.execute(
        "SELECT args ->> 'n' FROM procrastinate_jobs WHERE args ->> 'workspace' = %s ORDER BY id",
        [workspace],
    ).fetchall()
    assert left == [(keys[1],), (keys[2],)]


def test_the_last_of_a_kind_is_found_by_the_origin_asked_for(
    store: Store, workspace: WorkspaceId
) -> None:
    kind = "message.received"
    assert store.last_at(workspace, kind, "rehearsal") is None
    moments = [NOW, NOW + minutes(5), NOW + minutes(9)]
    for moment, origin in zip(moments, ("rehearsal", "rehearsal", "import"), strict=True):
        batch = talk().batch(workspace, origin=origin)
        dated = tuple(replace(each, at=moment) for each in batch.events)
        store.append(replace(batch, events=dated))
    assert store.last_at(workspace, kind, "rehearsal") == NOW + minutes(5)
    assert store.last_at(workspace, kind, "import") == NOW + minutes(9)
    assert store.last_at(workspace, "reply.delivered", "rehearsal") is None
