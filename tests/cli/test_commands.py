"""The terminal's table: each command is found in it, and loads what it needs and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tacit.cli import COMMANDS, MENDABLE, command_of, main, named

LOADED = """
import sys
from tacit.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(*sys.modules)
"""


def loaded(*words: str) -> set[str]:
    """The modules of a process that ran a command."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_called_what_the_table_calls_it(name: str) -> None:
    assert command_of(name).name == name


def test_what_can_be_mended_is_told_apart_from_faults_of_ours() -> None:
    kinds = [named(place) for place in MENDABLE]
    assert all(issubclass(kind, Exception) for kind in kinds)
    assert not issubclass(AssertionError, tuple(kinds))


def test_a_command_of_the_terminal_loads_no_web_door() -> None:
    of_mode = loaded("mode", "--help")
    assert "tacit.app" in of_mode
    assert not of_mode & {"fastapi", "uvicorn", "procrastinate", "tacit.connectors"}
    assert "fastapi" in loaded("serve", "--help")


def test_an_embedding_process_loads_no_command() -> None:
    """Each process of a pool loads the module that the program began with: this one."""
    began = "import sys, tacit.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", began], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"tacit.app", "psycopg", "numpy", "rich"}


def test_all_commands_are_listed_where_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name} " not in listed] == []
    with pytest.raises(SystemExit, match="2"):
        main(["answer"])
    assert "invalid choice: 'answer' (choose from 'run', 'serve'," in capsys.readouterr().err
