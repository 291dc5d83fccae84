"""What strangers bring: files that are cut, empty, oversized, mislabelled, or another thing.

Through the terminal, in processes of its own. Whatever is taken is taken whole;
whatever is not is named with its line and the reason; a command that took
nothing ends with 1 and one line, and never with a traceback.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tacit.events import MessageReceived, Stream
from tacit.store.log import Store
from tacit.store.opening import open_store
from tests.journeys.small_shop import TACIT, Shop

ARTICLE = {
    "kind": "article",
    "external_id": "reset",
    "title": "Reset the box",
    "markdown": "Press the button for ten seconds.",
    "language": "en",
}


def talk(
    name: str, text: str, at: str = "2024-05-01T10:00:00Z", **more: object
) -> dict[str, object]:
    opening: dict[str, object] = {"author": {"kind": "customer"}, "text": text, "at": at}
    reply = {
        "author": {"kind": "agent", "external_id": "bo"},
        "text": "Press the button.",
        "at": "2024-05-02T10:00:00Z",
    }
    messages = [opening | more, reply]
    return {
        "kind": "conversation",
        "external_id": name,
        "customer": {"external_id": f"of-{name}"},
        "messages": messages,
    }


def lines(*rows: object) -> bytes:
    told = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return b"".join(each + b"\n" for each in told)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Store]]:
    """A data folder whose server is kept up, and a look into it."""
    home = tmp_path_factory.mktemp("home")
    with open_store(home) as opened:
        yield home, opened


@pytest.fixture
def shop(store: tuple[Path, Store], tmp_path: Path) -> Shop:
    """A terminal on a workspace of the test's own."""
    return Shop(store[0], tmp_path, settings={"TACIT_WORKSPACE": tmp_path.name})


def texts(store: tuple[Path, Store], shop: Shop) -> dict[str, list[str]]:
    """What each conversation says, by the other system's id."""
    held = store[1]
    workspace = held.workspaces()[shop.settings["TACIT_WORKSPACE"]]
    found: dict[str, list[str]] = {}
    for logged in held.read(workspace, kinds=[MessageReceived.kind]):
        event = logged.event
        assert isinstance(event, MessageReceived)
        (name,) = (n for kind, n in held.external_of(workspace, event.conversation_id)
                   if kind == "conversation")  # fmt: skip
        body = held.bodies(workspace, [event.message_id])[event.message_id]
        found.setdefault(name, []).append(body)
    return found


def told(shop: Shop, path: Path) -> tuple[int, str]:
    done = shop.tacit("import", str(path))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


# ---- taken as it is, or refused by its line --------------------------------------------


def test_a_folder_of_every_kind_of_damage_is_taken_as_far_as_it_is_sound(
    store: tuple[Path, Store], shop: Shop
) -> None:
    folder = shop.history
    sound = lines(*(talk(f"cut-{n}", f"Question {n} {os.urandom(60).hex()}") for n in range(60)))
    packed = gzip.compress(sound)
    broken = bytearray(packed)
    broken[-6] ^= 1  # in the checksum
    files = {
        "01-article.ndjson": lines(ARTICLE),
        "02-bytes.ndjson": lines(
            json.dumps(talk("bytes", "caf@ open?")).encode().replace(b"@", b"\xff"),
            b"\xfe\xffno text at all",
        ),
        "03-cut.ndjson.gz": packed[: len(packed) // 2],
        "04-damaged.ndjson.gz": bytes(broken),
        "05-long.ndjson": lines(
            {**talk("long", "x"), "subject": "y" * 9_000_000}, talk("after-long", "Hello there?")
        ),
        "06-times.ndjson": lines(
            talk("future", "Later?", "2999-01-01T00:00:00Z"),
            talk("ancient", "Earlier?", "1901-01-01T00:00:00Z"),
            talk("backwards", "I wrote after the reply?", "2024-05-09T10:00:00Z"),
        ),
        "07-wide.ndjson": (json.dumps(talk("wide", "?")) + "\n").encode("utf-16"),
        "08-shapes.ndjson": lines([1], "text", None, {"kind": "ticket"}, talk("shape", "Good?")),
        "09-twice.ndjson": lines(
            talk("twice", "Once?"), talk("twice", "Once?"), talk("twice", "Other words?")
        ),
        "10-empty.ndjson": b"",
        "11-blank.ndjson": b"\n \n\r\n",
        "12-no-end.ndjson": lines(talk("no-end", "Taken?")).rstrip(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "13-unreadable.ndjson").symlink_to("/proc/self/mem")
    status, said = told(shop, folder)
    assert status == 0
    refused = re.findall(r"refused: (\d\d)[^,]*, line (\d+): (.*)", said)
    assert [(file, line) for file, line, _ in refused if file != "03"] == [
        ("02", "2"), ("04", "1"), ("05", "1"), ("06", "1"), ("06", "2"), ("07", "1"),
        ("08", "1"), ("08", "2"), ("08", "3"), ("08", "4"), ("09", "3"), ("13", "1"),
    ]  # fmt: skip
    reasons = {f"{file}/{line}": reason for file, line, reason in refused}
    assert reasons["04/1"].startswith("the file is damaged, nothing of it is taken")
    assert reasons["05/1"] == "the line is longer than 8 MiB"
    assert "not after" in reasons["06/1"]
    assert reasons["13/1"].startswith("cannot be read from this line on")
    taken = texts(store, shop)
    cut = [name for name in taken if name.startswith("cut-")]
    (at,) = [int(line) for file, line, _ in refused if file == "03"]
    assert len(cut) == at - 1, "each line before the cut and none after it"
    assert {len(each) for each in taken.values()} == {2}, "no conversation by half"
    assert {*taken} - {*cut} == {
        "bytes", "after-long", "backwards", "shape", "twice", "no-end",
    }  # fmt: skip
    assert taken["bytes"][0] == "caf\ufffd open?"
    assert taken["backwards"][0] == "I wrote after the reply?", "who opens stays first"
    assert "clean" in shop.says("verify")


def test_a_file_that_was_cut_is_completed_by_importing_it_whole(
    store: tuple[Path, Store], shop: Shop
) -> None:
    path = shop.history / "history.ndjson.gz"
    whole = gzip.compress(lines(ARTICLE, *(talk(f"t{n}", f"{n} {os.urandom(50).hex()}?")
                                           for n in range(40))))  # fmt: skip
    path.write_bytes(whole[: len(whole) // 2])
    assert "the file is cut off" in told(shop, path)[1]
    some = len(texts(store, shop))
    assert 0 < some < 40
    path.write_bytes(whole)
    _, said = told(shop, path)
    assert "refused" not in said
    assert {name: len(each) for name, each in texts(store, shop).items()} == {
        f"t{n}": 2 for n in range(40)
    }


def test_letters_of_every_kind_arrive_as_they_were(store: tuple[Path, Store], shop: Shop) -> None:
    written = {
        "hebrew": "שלום, איך אני מאפס את הסיסמה שלי? תודה",
        "persian": "چگونه می\u200cتوانم رمز عبور خود را تغییر دهم؟",
        "family": "👩\u200d👩\u200d👧\u200d👦 help 1️⃣ 🇩🇪",
        "thai": "ฉันจะรีเซ็ตรหัสผ่านได้อย่างไร",
        "chinese": "如何重置我的密码？",
        "combining": "cafe\u0301",
    }
    path = shop.history / "letters.ndjson"
    path.write_bytes(lines(ARTICLE, *(talk(name, text) for name, text in written.items())))
    assert told(shop, path)[0] == 0
    expected = written | {"combining": "café"}
    assert {name: said[0] for name, said in texts(store, shop).items()} == expected


def test_what_hides_words_is_gone_and_html_is_what_a_reader_sees(
    store: tuple[Path, Store], shop: Shop
) -> None:
    mail = (
        "<html><head><style>p{color:red}</style></head><body><p>My <b>box</b> is broken &amp; "
        "blinks.<br>What now?</p><blockquote>Bo wrote: turn it off</blockquote>"
        "<script>alert(1)</script><img src='cid:1' alt='photo'></body></html>"
    )
    opening = {"author": {"kind": "customer"}, "html": mail, "at": "2024-05-01T10:00:00Z"}
    html = talk("mail", "unused")
    html["messages"] = [opening, *html["messages"][1:]]  # type: ignore[index]
    path = shop.history / "mail.ndjson"
    hidden = "re\u200bset\x00 it\u202e ton od"
    path.write_bytes(lines(ARTICLE, html, talk("hidden", hidden)))
    assert told(shop, path)[0] == 0
    assert {name: said[0] for name, said in texts(store, shop).items()} == {
        "mail": "My box is broken & blinks.\nWhat now?\n\n> Bo wrote: turn it off\n\nphoto",
        "hidden": "reset it ton od",
    }


def test_a_message_of_five_megabytes_is_kept_whole_and_answered_from_its_beginning(
    store: tuple[Path, Store], shop: Shop
) -> None:
    long = "How do I reset the box? " + "log line " * 580_000
    path = shop.history / "long.ndjson"
    path.write_bytes(lines(ARTICLE, talk("long", long)))
    assert told(shop, path)[0] == 0
    assert texts(store, shop)["long"][0] == long
    assert "equal, to the byte" in shop.says("replay", "long")


# ---- nothing taken: one line, and 1 ----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.ndjson", b"", "it holds nothing to take in"),
        ("empty.ndjson.gz", b"", "it holds nothing to take in"),
        ("blank.ndjson", b"\n\n", "it holds nothing to take in"),
        ("page.ndjson", b"<html>\n</html>\n", "no row of it could be taken in"),
        ("not-packed.ndjson.gz", b"plain words\n", "no row of it could be taken in"),
        ("table.csv", b"a,b\n", "found a file that no reader knows, expected"),
        ("list.json", b'[{"kind": "article"}]', "found a file that no reader knows, expected"),
    ],
)
def test_a_file_with_nothing_to_take_in_ends_with_1_and_one_line(
    shop: Shop, name: str, content: bytes, reason: str
) -> None:
    path = shop.history / name
    path.write_bytes(content)
    done = shop.tacit("import", str(path))
    assert done.returncode == 1
    (line,) = [each for each in done.stderr.splitlines() if each.startswith("tacit: ")]
    assert name in line
    assert reason in line
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["nothing-there.ndjson", "nothing/there", "empty folder"])
def test_a_path_without_a_history_is_named(shop: Shop, name: str) -> None:
    (shop.history / "empty folder").mkdir()
    done = shop.tacit("import", str(shop.history / name))
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"tacit: .*{name}.*\n", done.stderr)


# ---- settings and machines that cannot be ------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("TACIT_HOME", "/proc/nowhere", "/proc/nowhere: "),
        ("TACIT_HOME", "/dev/null", "Not a directory"),
        ("TACIT_DATABASE_URL", "secret-word", "TACIT_DATABASE_URL is no address of a database"),
        ("TACIT_DATABASE_URL", "postgresql://a:secret-word@127.0.0.1:1/a", "does not answer"),
        ("TACIT_EMBEDDING", "minilm", "TACIT_EMBEDDING is 'minilm': write bundled"),
        ("TACIT_EMBEDDING", "onnx:/nowhere", "/nowhere/model.onnx is missing"),
        ("TACIT_EMBEDDING", "http://127.0.0.1:1/v1#m", "no reply from http://127.0.0.1:1"),
        ("TACIT_BUDGET", "2 %", "write a share such as 0.05"),
    ],
)
def test_a_setting_that_cannot_be_is_one_line_without_secrets(
    shop: Shop, setting: str, value: str, reason: str
) -> None:
    wrong = replace(shop, settings=shop.settings | {setting: value})
    done = wrong.tacit("ask", "hello?")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"tacit: .*\n", done.stderr)
    assert reason in done.stderr
    assert "secret-word" not in done.stderr


def test_whoever_reads_only_the_head_of_the_output_sees_no_error(shop: Shop) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [TACIT, "settings"],
        env=shop.environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize("count", ["-1", "some", "1.5"])
def test_a_count_that_is_none_is_wrong_usage(shop: Shop, count: str) -> None:
    done = shop.tacit("import", "--rehearse", count, "x")
    assert done.returncode == 2
    assert "--rehearse" in done.stderr


def test_a_question_to_which_nobody_answers_yes_erases_nothing(
    store: tuple[Path, Store], shop: Shop
) -> None:
    path = shop.history / "one.ndjson"
    path.write_bytes(lines(ARTICLE, talk("one", "Who am I?")))
    told(shop, path)
    for typed in ((), ("no",), ("yes, why not",)):
        done = shop.tacit("erase", "of-one", lines=typed)
        assert done.returncode == 1
        assert done.stderr.endswith("Type yes to erase: tacit: nothing was erased\n")
    workspace = store[1].workspaces()[shop.settings["TACIT_WORKSPACE"]]
    assert store[1].erased(workspace) == set()
    stream = Stream(
        "conversation", store[1].find_external(workspace, "conversation", ["one"])["one"]
    )
    assert store[1].read_stream(workspace, stream)
