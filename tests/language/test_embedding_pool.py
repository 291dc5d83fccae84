"""Many processes: the same bytes, in order, and no process left behind."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
from itertools import islice

import pytest

from tacit.language.embedding import embedder_from
from tacit.language.pool import BATCH, BATCHES_AHEAD, FEW, Pool
from tacit.language.vector import CannotEmbed
from tests.language.golden import QUESTIONS

# More than are ever under way at once.
PASSAGES = [f"{question} ({number})" for number in range(8) for question in QUESTIONS]


@pytest.fixture(scope="module")
def pool():
    with Pool(processes=2) as pool:
        yield pool


def endless():
    while True:
        yield from QUESTIONS


def test_a_pool_gives_the_bytes_of_one_embedder_in_order(pool):
    embed = embedder_from().embed
    assert list(pool.embed_all(PASSAGES)) == [embed(passage) for passage in PASSAGES]


def test_a_pool_of_one_works_in_the_callers_process():
    before = multiprocessing.active_children()
    with Pool(processes=1) as alone:
        assert list(alone.embed_all(QUESTIONS)) == list(map(embedder_from().embed, QUESTIONS))
        assert multiprocessing.active_children() == before


def test_nothing_in_gives_nothing_out(pool):
    assert list(pool.embed_all([])) == []


def test_no_more_is_read_than_the_processes_will_need_soon(pool):
    read = []
    vectors = pool.embed_all(read.append(each) or each for each in endless())
    list(islice(vectors, BATCH))
    assert len(read) <= (2 * BATCHES_AHEAD + 1) * BATCH
    vectors.close()


def test_a_pool_serves_again_after_its_reader_stopped_early(pool):
    list(islice(pool.embed_all(endless()), 3))
    assert len(list(pool.embed_all(PASSAGES))) == len(PASSAGES)


@pytest.mark.parametrize(("count", "starts"), [(FEW - 1, False), (FEW, True)])
def test_for_few_passages_no_process_is_started(count, starts):
    before = set(multiprocessing.active_children())
    passages = list(islice(endless(), count))
    with Pool(processes=2) as pool:
        assert list(pool.embed_all(passages)) == list(map(embedder_from().embed, passages))
        assert (set(multiprocessing.active_children()) > before) is starts


def test_closing_ends_the_processes():
    before = set(multiprocessing.active_children())
    pool = Pool(processes=2)
    next(pool.embed_all(PASSAGES))
    assert set(multiprocessing.active_children()) > before
    pool.close()
    pool.close()
    assert set(multiprocessing.active_children()) == before


def test_a_process_that_dies_is_said_and_the_pool_can_be_used_again():
    before = set(multiprocessing.active_children())
    with Pool(processes=2) as pool:
        vectors = pool.embed_all(endless())
        next(vectors)
        for process in set(multiprocessing.active_children()) - before:
            process.kill()
        with pytest.raises(CannotEmbed, match="ended by itself"):
            list(vectors)
        assert len(list(pool.embed_all(PASSAGES))) == len(PASSAGES)


def test_what_a_model_refuses_reaches_the_caller(server):
    server.reply = 401, {}
    refuses = f"http://127.0.0.1:{server.server_port}/v1#small-3"
    for few_or_many in (QUESTIONS, PASSAGES):
        with Pool(refuses, processes=2) as pool, pytest.raises(CannotEmbed, match="401"):
            list(pool.embed_all(few_or_many))


ORPHANS = """
import multiprocessing, signal
from tacit.language.pool import Pool
pool = Pool(processes=2)
next(pool.embed_all(["a question"] * 40))
print(*(child.pid for child in multiprocessing.active_children()), flush=True)
signal.pause()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to wait for a grandchild")
def test_no_process_outlives_a_caller_that_was_killed():
    environment = {**os.environ, "PYTHONPATH": ":".join(filter(None, sys.path))}
    command = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as caller:
        waiting = [os.pidfd_open(int(pid)) for pid in caller.stdout.readline().split()]
        caller.send_signal(signal.SIGKILL)
        ended = [select.select([process], [], [], 20)[0] for process in waiting]
        for process in waiting:
            os.close(process)
    assert ended == [[process] for process in waiting] != []
